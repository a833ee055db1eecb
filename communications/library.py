"""The library as everybody reads it: documents by collection, their versions, and what the law wants to be there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse

from portal.cases import keyset
from portal.workdays.arithmetic import local_day, months_later

from . import shown
from .models import Collection, Document, ItemFile, PublicationDuty
from .states.items import FileRole
from .states.library import Published

ROWS, NEWEST = 20, 3
BY_DAY = keyset.Order("dated_on", by_day=True)
TONES = {Published.HERE: "is-answered", Published.OLD: "is-waiting", Published.MISSING: "is-overdue"}


@dataclass(frozen=True)
class Entry:
    """A document for a list: its line, its collection, and the files of the version that holds."""

    line: Any
    collection: str
    dated_on: date
    version: int
    files: list


def collections(commune):
    return list(Collection.objects.of(commune).active())


def years(commune, *, at):
    """The years of which the library holds something, the last first."""
    days = Document.objects.of(commune).public(at).dates("dated_on", "year", order="DESC")
    return [day.year for day in days]


def page(commune, chosen, *, at, after="", before=""):
    """A page of the library, the last dated first. `chosen`: {filter: value}, `collection` by its code."""
    rows = whole(Document.objects.of(commune).public(at))
    if "collection" in chosen:
        rows = rows.filter(collection__code=chosen["collection"])
    if "year" in chosen:
        rows = rows.filter(dated_on__year=int(chosen["year"]))
    if "language" in chosen:
        held = ItemFile.objects.filter(role=FileRole.DOCUMENT, language=chosen["language"])
        now = held.filter(version__number=F("version__document__version"))
        rows = rows.filter(pk__in=now.values("item"))
    if "q" in chosen:
        rows = rows.matching(chosen["q"])

    def read(place, back, count):
        if back:
            return list(rows.dated_after(*place).order_by("dated_on", "pk")[:count])
        rest = rows.dated_before(*place) if place else rows
        return list(rest.order_by("-dated_on", "-pk")[:count])

    return keyset.page(BY_DAY, read, after=after, before=before, size=ROWS)


def whole(rows):
    """Documents with all that an Entry of them shows."""
    files = ItemFile.objects.filter(role=FileRole.DOCUMENT).select_related("version").order_by("language")
    return rows.select_related("collection").prefetch_related("districts", Prefetch("files", files, to_attr="papers"))


def entry(document):
    """Of a row read by `whole`."""
    return Entry(
        line=shown.in_line(document),
        collection=str(document.collection),
        dated_on=document.dated_on,
        version=document.version,
        files=[_paper(document, file) for file in document.papers if file.version.number == document.version],
    )


def _paper(document, file):
    return {
        "url": reverse("communications:item_file", args=[document.pk, file.key]),
        "language": file.language,
        "size": file.size,
        "pages": file.pages,
    }


def of(document):
    """What the page of a document says beside its words."""
    known = whole(Document.objects.filter(pk=document.pk)).get()
    return {
        "entry": entry(known),
        "duties": list(known.duties.active()),
        "versions": versions_of(known),
    }


def versions_of(document):
    """The versions of a document, the newest first, each with its files."""
    files = ItemFile.objects.filter(role=FileRole.DOCUMENT).order_by("language")
    versions = document.versions.prefetch_related(Prefetch("files", files))
    return [{"version": row, "files": [_paper(document, file) for file in row.files.all()]} for row in versions]


def duties(commune, *, at):
    """What the law wants to be published: where it stands, and the newest documents that do it."""
    public = whole(Document.objects.of(commune).public(at)).order_by("-dated_on", "-pk")
    known = PublicationDuty.objects.of(commune).active()
    rows = [_duty(row, at) for row in known.prefetch_related(Prefetch("documents", public, to_attr="found"))]
    return {"rows": rows, "done": sum(row["state"] == Published.HERE for row in rows), "total": len(rows)}


def _duty(duty, at):
    newest = duty.found[0] if duty.found else None
    if duty.elsewhere:
        state = Published.HERE
    elif newest is None:
        state = Published.MISSING
    else:
        old = duty.months and months_later(newest.dated_on, duty.months) < local_day(at)
        state = Published.OLD if old else Published.HERE
    return {
        "duty": duty,
        "state": state,
        "tone": TONES[state],
        "documents": [entry(document) for document in duty.found[:NEWEST]],
        "more": len(duty.found) > NEWEST,
    }
