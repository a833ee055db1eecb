"""The register of the demonstration: a session of the council, what was decided, and what is promised."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from portal import seeds
from portal.accounts.roles import Role
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import DAY, local_day, start_of

from ..register import name_of
from ..services import files, promising, publishing, registering, scheduling
from ..states.decisions import Progress
from ..states.items import LANGUAGES, FileRole
from . import sheets

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WORDS = [f"{name}_{code}" for name in ("title", "summary") for code in LANGUAGES]
EVENING, FRIDAY = 18 * HOUR, 4


def scenes(stage, at):
    """The scenes of the register; `stage`: the player's."""
    given, played = seeds.read(Path(__file__).parent, "register"), Register(stage)
    days_ago = given["session"]["days_ago"]
    yield Scene(moment_of(at, days_ago + 14), partial(played.convene, given["session"], at))
    for number, row in enumerate(given["decisions"]):
        begun = moment_of(at, row.get("days_ago", days_ago + 1)) + number * MINUTE
        yield Scene(begun, partial(played.enter, row, given))
        if "posted_after" in row and "days_ago" in row:
            yield Scene(moment_of(at, row["days_ago"] - row["posted_after"]), partial(played.post, row["key"]))
        for promise in row.get("commitments", ()):
            yield Scene(begun + HOUR, partial(played.promise, row["key"], promise, at))
            for report in promise["reports"]:
                moment = moment_of(at, report["days_ago"])
                yield Scene(moment, partial(played.report, promise["text_fr"], report))


def moment_of(at, days_ago):
    """The evening of a worked day about that many days ago."""
    day = local_day(at) - days_ago * DAY
    day -= max(day.weekday() - FRIDAY, 0) * DAY
    return min(start_of(day) + EVENING, at - MINUTE)


class Register:
    """What was decided so far, and what was promised."""

    def __init__(self, stage):
        self.stage, self.commune = stage, stage.commune
        self.decisions, self.promises, self.session = {}, {}, None

    def convene(self, row, today, at):
        day = start_of(local_day(moment_of(today, row["days_ago"])))
        hours = {"starts_at": day + row["from"] * HOUR, "ends_at": day + row["to"] * HOUR}
        names = [f"{name}_{code}" for name in ("title", "summary", "body", "contact", "place") for code in LANGUAGES]
        words = {name: row[name] for name in names} | {"kind": row["kind"]}
        themes = self.commune.themes.filter(code="council")
        writer = self.stage.person(Role.PUBLISHER)
        self.session = scheduling.begin(self.commune, by=writer, at=at, themes=themes, **hours, **words)
        publishing.publish(self.session, by=writer, at=at)

    def enter(self, row, given, at):
        """A decision with its signed paper; that of years ago was posted then."""
        writer, on = self.stage.person(Role.PUBLISHER), local_day(at)
        old = "decided_on" in row
        decided = date.fromisoformat(row["decided_on"]) if old else on
        words = {name: row[name] for name in (*WORDS, "kind", "organ", "number")}
        decision = registering.begin(
            self.commune,
            by=writer,
            at=at,
            decided_on=decided,
            posted_on=decided + row["posted_after"] * DAY if old else None,
            session=self.session if row.get("at_session") else None,
            repeals=[self.decisions[key] for key in row.get("repeals", ())],
            themes=self.commune.themes.filter(code__in=row["themes"]),
            department=self.commune.departments.filter(code=row.get("department", "complaints_unit")).first(),
            **words,
        )
        self._sign(decision, given, at)
        self.decisions[row["key"]] = publishing.publish(decision, by=writer, at=at)

    def _sign(self, decision, given, at):
        token = sheets.held(
            self.commune,
            name=f"{decision.kind}-{decision.number.replace('/', '-')}.pdf",
            above=dict.fromkeys(LANGUAGES, name_of(decision)),
            titles={code: getattr(decision, f"title_{code}") for code in LANGUAGES},
            text={code: given[f"placeholder_{code}"] for code in LANGUAGES},
            day=decision.decided_on.isoformat(),
            path=f"/news/{decision.pk}/",
            at=at,
        )
        files.attach(decision, token=token, role=FileRole.SIGNED, language="ar", at=at)

    def post(self, key, at):
        registering.change(self.decisions[key], by=self.stage.person(Role.PUBLISHER), at=at, posted_on=local_day(at))

    def promise(self, key, row, today, at):
        department = self.commune.departments.filter(code=row.get("department")).first()
        due_on = local_day(today) + row["in_days"] * DAY
        words = {f"text_{code}": row[f"text_{code}"] for code in LANGUAGES}
        how = {"by": self.stage.person(Role.PUBLISHER), "at": at, "department": department, "due_on": due_on}
        self.promises[row["text_fr"]] = promising.promise(self.decisions[key], **how, **words)

    def report(self, text, row, at):
        words = {f"text_{code}": row[f"text_{code}"] for code in LANGUAGES}
        progress = Progress(row["progress"])
        promising.report(self.promises[text], by=self.stage.person(Role.PUBLISHER), at=at, progress=progress, **words)
