"""What things cost, reported and never asserted: `make bench`."""
