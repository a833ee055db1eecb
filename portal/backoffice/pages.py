"""Pages of a list in the order (due_at, id), by the row they begin after or end before: no page grows slower."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from portal.cases import parts as lists

ROWS = 25
FORMAT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True)
class Page:
    rows: list = field(default_factory=list)
    previous: str = ""
    next: str = ""


def page(parts, *, after="", before="", size=ROWS, dress=lambda cases: cases):
    """The page after, or before, a cursor; the first one when there is none or it is none of ours.

    `parts`: querysets of cases that make up the list; `dress` adds to the chosen rows what is shown of them.
    """
    back = _position(before)
    start = None if back else _position(after)
    if back:
        found = _read([part.preceding(*back) for part in parts], ("-due_at", "-pk"), size, dress)
        rows, more_before, more_after = found[:size][::-1], len(found) > size, True
    else:
        rest = [part.following(*start) if start else part for part in parts]
        found = _read(rest, ("due_at", "pk"), size, dress)
        rows, more_before, more_after = found[:size], bool(start), len(found) > size
    if not rows:
        return Page()
    return Page(rows, cursor(rows[0]) if more_before else "", cursor(rows[-1]) if more_after else "")


def _read(parts, order, size, dress):
    return list(dress(lists.first_of(parts, *order, size=size + 1)))


def cursor(case):
    """The place of a case in the order, as it stands in an address."""
    return f"{case.due_at.astimezone(UTC).strftime(FORMAT)}-{case.pk}"


def _position(text):
    moment, _sep, pk = text.rpartition("-")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    try:
        return datetime.strptime(moment, FORMAT).replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None
