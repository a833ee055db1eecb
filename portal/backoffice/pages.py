"""Pages of the list of cases, in the order (due_at, id)."""

from dataclasses import replace

from portal.cases import keyset
from portal.cases import parts as lists
from portal.prepared import Prepared

ROWS = 25
ORDER = keyset.Order("due_at")


def page(desk, chosen, fields, *, after="", before="", size=ROWS):
    """The page after, or before, a cursor (see keyset) of what is `chosen` at a desk; `fields`: what is read of it."""

    def read(place, back, count):
        given = desk, chosen, fields, back, count
        values = {**desk.moments, **(dict(zip(("due_at", "pk"), place, strict=True)) if place else {})}
        if "q" in chosen:  # words are hardly ever searched twice
            return list(_rows(*given, **values))
        return _prepared(*given, shape=(*desk.shape({"": chosen}), fields, back, count, bool(place)), **values)

    return keyset.page(ORDER, read, after=after, before=before, size=size)


def _rows(desk, chosen, fields, back, count, *, due_at=None, pk=None, **moments):
    parts = replace(desk, **moments).parts(chosen)
    if back:
        some, order = [part.preceding(due_at, pk) for part in parts], ("-due_at", "-pk")
    else:
        some, order = [part.following(due_at, pk) if due_at else part for part in parts], ("due_at", "pk")
    return lists.first_of(some, *order, size=count).only(*fields)


_prepared = Prepared(_rows)
