"""Records what leaves the house: who took which table, when, and with what filter."""

from ..models import Export


def record(commune, *, by, at, what, format, filter, named=False):
    """One append-only row before the first line is sent; `filter` holds codes, ids and dates only."""
    chosen = {name: str(value) for name, value in filter.items() if value}
    return Export.objects.create(commune=commune, what=what, format=format, filter=chosen, named=named, by=by, at=at)
