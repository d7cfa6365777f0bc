"""What readers say to a share, and who gets to know."""
