class NotPossible(Exception):
    """The row is no longer where this is possible from: somebody was faster."""
