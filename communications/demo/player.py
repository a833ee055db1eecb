"""What the demonstration commune says, told as scenes: each is played through the services that publishers use."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from portal import seeds
from portal.accounts.roles import Role
from portal.demo.commune import districts_of
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import DAY, local_day, start_of

from ..models import Announcement
from ..services import (
    alerting,
    attending,
    diffusing,
    editing,
    live,
    mailings,
    publishing,
    questioning,
    scheduling,
    subscribing,
)
from ..services.subscribing import Wish
from ..states.items import Scope
from . import asking, council, hearing, meeting, petitions, questions, register, shelves

FOLDER = Path(__file__).parent
MORNING = timedelta(hours=10)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FRIDAY = 4
WORDS = ("kind", *(f"{name}_{code}" for name in ("title", "summary", "body", "contact") for code in ("ar", "fr")))

SAID = ("summary_ar", "summary_fr")


def scenes(commune, at):
    """The scenes of what was published, up to the moment `at`."""
    given, stage = seeds.read(FOLDER, "larache"), Stage(commune)
    first = start_of(local_day(at) - 30 * DAY) + MORNING
    told = [
        Scene(max(first, at - row.get("asked_days_ago", 60) * DAY), partial(stage.follow, row))
        for row in given["subscribers"]
    ]
    for number, row in enumerate(given["items"]):
        begun = start_of(local_day(at) - row["days_ago"] * DAY) + MORNING + number * MINUTE
        told.append(Scene(begun, partial(stage.publish, row)))
        for line in row.get("diffusions", ()):
            moment = min(begun + line["after_days"] * DAY + MINUTE, at - MINUTE)
            told.append(Scene(moment, partial(stage.say, row["key"], line)))
    told.append(Scene(first - DAY, stage.remember))
    told.append(Scene(first - DAY, stage.introduce))
    for row in given["alerts"]:
        told += _alert(stage, row, start_of(local_day(at) - row["days_ago"] * DAY) + MORNING)
    told += [Scene(first, partial(stage.invite, row)) for row in given["events"]]
    for told_elsewhere in (register, shelves, hearing, asking, questions, petitions):
        told += told_elsewhere.scenes(stage, at)
    return [*told, *(Scene(at - MINUTE, partial(stage.draft, row)) for row in given["drafts"])]


def _alert(stage, row, begun):
    """An alert, what was said of it later, and its end."""
    yield Scene(begun, partial(stage.warn, row))
    yield Scene(begun + row["update"]["after_hours"] * HOUR, partial(stage.warn_again, row["key"], row["update"]))
    yield Scene(begun + row["end"]["after_hours"] * HOUR, partial(stage.call_off, row["key"], row["end"]))


class Stage:
    """The commune, its people who publish, and the items that came about so far."""

    def __init__(self, commune):
        self.commune, self.items = commune, {}
        self.places = districts_of(commune)

    def person(self, role):
        return self.commune.memberships.filter(role=role).order_by("pk").first().user

    def _words(self, row):
        themes = self.commune.themes.filter(code__in=row.get("themes", ()))
        places = [self.places[code] for code in row.get("districts", ())]
        department = self.commune.departments.filter(code=row.get("department")).first()
        more = {"everywhere": row.get("everywhere", True), "pinned": row.get("pinned", False), "department": department}
        return {name: row[name] for name in WORDS} | more | {"themes": themes, "districts": places}

    def draft(self, row, at):
        writer = self.person(Role.PUBLISHER)
        return editing.begin(self.commune, child=Announcement, by=writer, at=at, **self._words(row))

    def publish(self, row, at):
        item, writer = self.draft(row, at), self.person(Role.PUBLISHER)
        publishing.publish(item, by=writer, at=at, urgent_reason=row.get("urgent", ""))
        self.items[row["key"]] = item
        if row.get("mailed") or row.get("asked"):
            mailing = mailings.ask(item, by=writer, at=at)
        if row.get("mailed"):
            mailings.approve(mailing, by=self.person(Role.DIRECTOR), at=at)
            mailings.advance(at=at)

    def warn(self, row, at):
        levels = {name: row[name] for name in ("severity", "urgency", "certainty")}
        words = self._words({**row, "everywhere": False}) | levels | {"lapses_at": at + row["lasts_hours"] * HOUR}
        del words["pinned"], words["themes"]
        alert = alerting.begin(self.commune, by=self.person(Role.PUBLISHER), at=at, **words)
        alerting.issue(alert, by=self.person(Role.PUBLISHER), at=at)
        mailings.advance(at=at)
        self.items[row["key"]] = alert

    def warn_again(self, key, row, at):
        alert, words = self.items[key], {name: row[name] for name in SAID}
        alerting.update(alert, seen=alert.number, by=self.person(Role.PUBLISHER), at=at, **words)
        mailings.advance(at=at)

    def call_off(self, key, row, at):
        alert, words = self.items[key], {name: row[name] for name in SAID}
        alerting.end(alert, seen=alert.number, by=self.person(Role.DIRECTOR), at=at, **words)
        mailings.advance(at=at)

    def introduce(self, at):
        council.enter(self.commune)

    def remember(self, at):
        self.items["2016"] = meeting.publish(self.commune, by=self.person(Role.PUBLISHER), at=at)

    def invite(self, row, at):
        """An event some days from the day on which the demonstration is loaded."""
        writer = self.person(Role.PUBLISHER)
        day = local_day(at) + (30 + row["in_days"]) * DAY
        day += (7 - day.weekday()) * DAY if day.weekday() > FRIDAY else timedelta()
        hours = {name: start_of(day) for name in ("starts_at", "ends_at")}
        hours["starts_at"] += timedelta(hours=row["from"])
        hours["ends_at"] += timedelta(hours=row["to"])
        words = {name: row[name] for name in (*WORDS, "place_ar", "place_fr")}
        themes = self.commune.themes.filter(code__in=row["themes"])
        words |= {"takes_registrations": "places" in row, "places": row.get("places")}
        words["takes_questions"] = "questions" in row
        event = scheduling.begin(self.commune, by=writer, at=at, themes=themes, everywhere=True, **hours, **words)
        publishing.publish(event, by=writer, at=at)
        for name, address, language, people in row.get("registered", ()):
            who = {"name": name, "channel": "email", "address": address, "language": language, "people": people}
            attending.register(event, at=at, **who)
        for number, asked in enumerate(row.get("questions", ())):
            self._ask(event, asked, at + timedelta(seconds=number))

    def _ask(self, event, row, at):
        """A question to a meeting; one that others ask too was read and shown."""
        words = {name: row[name] for name in ("subject", "language")}
        question = live.ask(event, at=at, submission_token=uuid4(), **words)
        if "supports" in row:
            live.show(question, by=self.person(Role.PUBLISHER), at=at, words=row["subject"])
            live.place(question, row.get("live", ""))
        for number in range(row.get("supports", 0)):
            questioning.support(question, supporter=f"{number:064d}", at=at)

    def say(self, key, line, at):
        words = {name: line[name] for name in ("way", "place", "agent")}
        diffusing.note(self.items[key], by=self.person(Role.PUBLISHER), on=local_day(at), at=at, **words)

    def follow(self, row, at):
        themes = self.commune.themes.filter(code__in=row["themes"])
        wishes = [Wish(Scope.THEME, theme=theme) for theme in themes] or [Wish(Scope.EVERYTHING)]
        given = {name: row[name] for name in ("channel", "address", "language", "frequency")}
        subscriber = subscribing.ask(self.commune, wishes=wishes, at=at, **given)
        if "asked_days_ago" not in row:
            subscribing.confirm(subscriber, at=at)
