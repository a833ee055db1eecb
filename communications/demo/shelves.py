"""The library of the demonstration: documents of the usual shelves, one of them in two versions; some duties unmet."""

from functools import partial
from pathlib import Path

from portal import seeds
from portal.accounts.roles import Role
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import local_day

from ..services import library, publishing
from ..states.items import LANGUAGES, FileRole
from ..states.library import DocumentKind
from . import sheets
from .register import moment_of

WORDS = [f"{name}_{code}" for name in ("title", "summary") for code in LANGUAGES]
NOTES = [f"note_{code}" for code in LANGUAGES]


def scenes(stage, at):
    """The scenes of the library; `stage`: the player's."""
    given, played = seeds.read(Path(__file__).parent, "library"), Shelves(stage)
    for row in given["documents"]:
        yield Scene(moment_of(at, row["days_ago"]), partial(played.publish, row, given))
        if "again" in row:
            yield Scene(moment_of(at, row["again"]["days_ago"]), partial(played.publish_again, row, given))


class Shelves:
    """The documents filed so far, by their title."""

    def __init__(self, stage):
        self.stage, self.commune, self.filed = stage, stage.commune, {}

    def publish(self, row, given, at):
        writer = self.stage.person(Role.PUBLISHER)
        document = library.begin(
            self.commune,
            by=writer,
            at=at,
            kind=DocumentKind.DOCUMENT,
            collection=self.commune.collections.get(code=row["collection"]),
            dated_on=local_day(at),
            department=self.commune.departments.get(code="complaints_unit"),
            duties=self.commune.duties.filter(code__in=row["duties"]),
            **{name: row[name] for name in WORDS},
        )
        self._put(document, row, given, by=writer, at=at)
        self.filed[row["title_fr"]] = publishing.publish(document, by=writer, at=at)

    def publish_again(self, row, given, at):
        document, writer = self.filed[row["title_fr"]], self.stage.person(Role.PUBLISHER)
        document.dated_on = local_day(at)
        self._put(document, row, given, by=writer, at=at)
        notes = {name: row["again"][name] for name in NOTES}
        library.change(document, by=writer, at=at, dated_on=local_day(at), **notes)

    def _put(self, document, row, given, *, by, at):
        for language in row["languages"]:
            words = {code: row[f"title_{code}"] for code in LANGUAGES}
            token = sheets.held(
                self.commune,
                name=f"{row['collection']}-{language}.pdf",
                above=dict.fromkeys(LANGUAGES, document.dated_on.isoformat()),
                titles=words,
                text={code: given[f"placeholder_{code}"] for code in LANGUAGES},
                day=document.dated_on.isoformat(),
                path=f"/news/{document.pk}/",
                at=at,
            )
            library.attach(document, token=token, role=FileRole.DOCUMENT, language=language, by=by, at=at)
