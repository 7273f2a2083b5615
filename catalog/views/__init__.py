"""The catalogue's screens."""
