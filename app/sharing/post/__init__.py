"""The post as it goes out, is previewed, and is copied. Pure."""
