"""What can be ticked, and what a share of it then says."""
