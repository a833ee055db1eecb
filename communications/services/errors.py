class NotPossible(Exception):
    """The row is no longer where this is possible from: somebody was faster."""


class Heard(Exception):
    """People have said something to this consultation: it ends with its outcome, and not otherwise."""
