"""A copy of all that is kept about an address (law 09.08, art. 7)."""
