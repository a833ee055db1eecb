"""Pages of published cases, the newest first, by the case they begin after or end before: no page grows slower."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

ROWS = 20
FORMAT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True)
class Page:
    """`newer` and `older`: the cursors of the pages before and after this one, "" where there is none."""

    rows: list = field(default_factory=list)
    newer: str = ""
    older: str = ""


def page(cases, *, after="", before="", size=ROWS):
    """The page of published cases after, or before, a cursor; the first one when it is none of ours."""
    back = _position(before)
    start = None if back else _position(after)
    if back:
        found = list(cases.published_after(*back).order_by("published_at", "pk")[: size + 1])
        rows, more_newer, more_older = found[:size][::-1], len(found) > size, True
    else:
        rest = cases.published_before(*start) if start else cases
        found = list(rest.order_by("-published_at", "-pk")[: size + 1])
        rows, more_newer, more_older = found[:size], bool(start), len(found) > size
    if not rows:
        return Page()
    return Page(rows, cursor(rows[0]) if more_newer else "", cursor(rows[-1]) if more_older else "")


def cursor(case):
    """The place of a published case in the order, as it stands in an address."""
    return f"{case.published_at.astimezone(UTC).strftime(FORMAT)}-{case.pk}"


def _position(text):
    moment, _sep, pk = text.rpartition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    try:
        return datetime.strptime(moment, FORMAT).replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None
