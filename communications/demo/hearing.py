"""Public consultations of the demonstration: one that is open, and one with its outcome."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from portal import seeds
from portal.accounts.roles import Role
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import DAY

from ..services import consulting, publishing
from ..states.consultations import ConsultationKind
from ..states.items import LANGUAGES
from .register import moment_of

HOUR = timedelta(hours=1)
WORDS = [f"{name}_{code}" for name in ("title", "summary", "body", "contact") for code in LANGUAGES]
OUTCOME = [f"outcome_{code}" for code in LANGUAGES]


def scenes(stage, at):
    """The scenes of the consultations; `stage`: the player's."""
    given, played = seeds.read(Path(__file__).parent, "consultations"), Hearing(stage)
    for row in given["consultations"]:
        opened = moment_of(at, row["opened_days_ago"])
        yield Scene(opened, partial(played.ask, row))
        for number, said in enumerate(row["said"], start=1):
            yield Scene(opened + number * 20 * HOUR, partial(played.say, row, said))
        if "outcome_fr" in row:
            yield Scene(opened + (row["days"] + 6) * DAY, partial(played.conclude, row))


class Hearing:
    """The consultations asked so far, by their title."""

    def __init__(self, stage):
        self.stage, self.asked = stage, {}

    def ask(self, row, at):
        commune, writer = self.stage.commune, self.stage.person(Role.PUBLISHER)
        themes = commune.themes.filter(code__in=row["themes"])
        times = {"opens_at": at, "closes_at": at + row["days"] * DAY}
        words = {name: row[name] for name in WORDS} | {"kind": ConsultationKind.CONSULTATION}
        made = consulting.begin(commune, by=writer, at=at, themes=themes, everywhere=True, **times, **words)
        self.asked[row["title_fr"]] = publishing.publish(made, by=writer, at=at)

    def say(self, row, said, at):
        words = {name: said[name] for name in ("text", "name", "language")}
        how = {"token": uuid4(), "channel": "", "address": ""}
        made = consulting.contribute(self.asked[row["title_fr"]], at=at, **how, **words)
        consulting.show(made, by=self.stage.person(Role.PUBLISHER), at=at)

    def conclude(self, row, at):
        words = {name: row[name] for name in OUTCOME}
        writer = self.stage.person(Role.PUBLISHER)
        consulting.conclude(self.asked[row["title_fr"]], by=writer, at=at, **words)
