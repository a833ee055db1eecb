"""Pages of a list by the row they begin after or end before: no page grows slower, none shifts when a row leaves.

The place of a row is a moment or a day, then its id; written into an address it is a cursor.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

MOMENT, DAY = "%Y%m%dT%H%M%S.%f", "%Y%m%d"
Place = tuple[date, int]  # a datetime is a date too


@dataclass(frozen=True)
class Page:
    """`previous` and `next`: the cursors of the pages before and after this one, "" where there is none."""

    rows: list = field(default_factory=list)
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Order:
    """By a field of the rows, a moment or a local day, then by id; which way is the list's own matter."""

    field: str
    by_day: bool = False

    def cursor(self, row: Any) -> str:
        value = getattr(row, self.field)
        stamp = value.strftime(DAY) if self.by_day else value.astimezone(UTC).strftime(MOMENT)
        return f"{stamp}-{row.pk}"

    def place(self, cursor: str) -> Place | None:
        """What a cursor says, or None for one that is none of ours."""
        stamp, _hyphen, pk = cursor.rpartition("-")
        if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
            return None
        try:
            found = datetime.strptime(stamp, DAY if self.by_day else MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return (found.date() if self.by_day else found), int(pk)


def page(order: Order, read: Callable[[Place | None, bool, int], list], *, after: str, before: str, size: int) -> Page:
    """The page after, or before, a cursor; the first one when there is none.

    `read(place, back, count)` gives rows of the list after a place, or, `back`, those before it, the nearest first.
    """
    end = order.place(before)
    start = None if end else order.place(after)
    found = read(end or start, end is not None, size + 1)
    rows, more = found[:size], len(found) > size
    if not rows:
        return Page()
    if end:
        rows = rows[::-1]
    more_before, more_after = (more, True) if end else (start is not None, more)
    return Page(rows, order.cursor(rows[0]) if more_before else "", order.cursor(rows[-1]) if more_after else "")
