"""New readers of a channel in which a share stands."""
