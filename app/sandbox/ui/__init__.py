"""What the page asks the stand-in for: files, windows, messages, the inspector, live news."""
