"""Screens as Block Kit. Pure: values in, blocks out."""
