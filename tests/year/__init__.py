"""A year of launches, lived through the real product: `python -m tests.year` prints what everybody got."""
