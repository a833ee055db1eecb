"""Pages of published cases, the newest first."""

from . import keyset

ROWS = 20
ORDER = keyset.Order("published_at")


def page(cases, *, after="", before="", size=ROWS):
    """The page of published cases after, or before, a cursor (see keyset)."""

    def read(place, back, count):
        if back:
            return list(cases.published_after(*place).order_by("published_at", "pk")[:count])
        rest = cases.published_before(*place) if place else cases
        return list(rest.order_by("-published_at", "-pk")[:count])

    return keyset.page(ORDER, read, after=after, before=before, size=size)
