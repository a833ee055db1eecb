"""Pages of the list of cases, in the order (due_at, id)."""

from portal.cases import keyset
from portal.cases import parts as lists

ROWS = 25
ORDER = keyset.Order("due_at")


def page(parts, *, after="", before="", size=ROWS, dress=lambda cases: cases):
    """The page after, or before, a cursor (see keyset).

    `parts`: querysets of cases that make up the list; `dress` says what is read of the chosen rows.
    """

    def read(place, back, count):
        if back:
            some, order = [part.preceding(*place) for part in parts], ("-due_at", "-pk")
        else:
            some, order = [part.following(*place) if place else part for part in parts], ("due_at", "pk")
        return list(dress(lists.first_of(some, *order, size=count)))

    return keyset.page(ORDER, read, after=after, before=before, size=size)
