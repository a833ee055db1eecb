"""The meeting of 2016 in Larache, published as what it is: an event of four days with its programme and downloads."""

from datetime import date, timedelta
from pathlib import Path

from portal import seeds
from portal.workdays.arithmetic import DAY, start_of

from ..services import publishing, scheduling
from ..states.items import LANGUAGES, FileRole
from . import sheets

HOUR = timedelta(hours=10)
WORDS = [
    f"{name}_{code}"
    for name in ("title", "summary", "body", "place", "organisers", "partners", "contact")
    for code in LANGUAGES
]
ENTRY = [f"{name}_{code}" for name in ("title", "text") for code in LANGUAGES]


def publish(commune, *, by, at):
    """Write it, its programme and its downloads, and publish it. Return the Event."""
    given = seeds.read(Path(__file__).parent, "meeting_2016")
    first, last = date.fromisoformat(given["from_on"]), date.fromisoformat(given["to_on"])
    event = scheduling.begin(
        commune,
        by=by,
        at=at,
        kind=given["kind"],
        starts_at=start_of(first),
        ends_at=start_of(last + DAY),
        all_day=True,
        everywhere=True,
        themes=commune.themes.filter(code="meetings"),
        **{name: given[name] for name in WORDS},
    )
    for row in given["programme"]:
        _add(event, row, given, by=by, at=at)
    for document in given["documents"]:
        _attach(event, document, given, by=by, at=at)
    return publishing.publish(event, by=by, at=at)


def _add(event, row, given, *, by, at, parent=None, on=None):
    on = on or date.fromisoformat(row["on"])
    words = {name: row.get(name, "") for name in ENTRY}
    entry = scheduling.add_entry(event, by=by, at=at, on=on, parent=parent, **words)
    for part in row.get("parts", ()):
        _add(event, part, given, by=by, at=at, parent=entry, on=on)
    for document in row.get("documents", ()):
        _attach(event, document, given, by=by, at=at, entry=entry)


def _attach(event, document, given, *, by, at, entry=None):
    token = sheets.held(
        event.commune,
        name=f"{document['name_fr']}.pdf",
        above={code: given[f"title_{code}"] for code in LANGUAGES},
        titles={code: document[f"name_{code}"] for code in LANGUAGES},
        text={code: given[f"placeholder_{code}"] for code in LANGUAGES},
        day="2016",
        path=f"/news/{event.pk}/",
        at=at,
    )
    scheduling.attach(event, token=token, role=FileRole.ATTACHMENT, by=by, at=at, entry=entry)
    names = {f"words_{code}": document[f"name_{code}"] for code in LANGUAGES}
    event.files.filter(pk=event.files.order_by("-pk")[0].pk).update(**names)
