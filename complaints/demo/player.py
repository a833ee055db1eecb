"""The stories of the demonstration, told as scenes: each is played through the services that the pages use."""

import csv
import io
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.importing import mapping, writer
from portal import seeds
from portal.accounts.models import User
from portal.cases.fields import PhoneField
from portal.cases.models import Consultation, Ground
from portal.cases.services import (
    approvals,
    correspondence,
    decisions,
    deliveries,
    following,
    inventories,
    lifecycle,
    publishing,
    responses,
    splitting,
    uploads,
)
from portal.cases.states import FileKind
from portal.demo.commune import districts_of
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import DAY, local_day, start_of

from ..models import Category, Complaint
from ..services import filing
from ..states import CHIKAYA, MODEL
from . import pictures

FOLDER = Path(__file__).parent
OPENING = timedelta(hours=9)
PAUSE = timedelta(minutes=20)
MOMENT = timedelta(minutes=1)
IMPORTED_AGO = 60 * DAY
AS_TOLD = ("subject", "language", "channel", "latitude", "longitude", "name", "email")


def scenes(commune, at):
    """The scenes of all stories, up to the moment `at`."""
    given = seeds.read(FOLDER, "larache")
    Category.objects.of(commune).filter(code__in=given["publishable"]).update(publishable=True)
    stage = Stage(commune)
    told = [scene for number, story in enumerate(given["stories"]) for scene in _of_story(stage, story, number, at)]
    rows = [_register_row(row, at) for row in given["register"]]
    brought_in = Scene(start_of(local_day(at - IMPORTED_AGO)) + OPENING, partial(stage.bring_in, rows))
    return [*told, brought_in, Scene(at - MOMENT, stage.take_stock)]


def _of_story(stage, story, number, at):
    """A story's scenes: some minutes after one another, none of them later than `at`."""
    first = local_day(at) - story["days_ago"] * DAY
    offset = OPENING + number * timedelta(minutes=11)
    planned = [(start_of(first) + offset, partial(stage.file, story))]
    for act in story["actions"]:
        moment = max(start_of(first + act["after_days"] * DAY) + offset, planned[-1][0] + PAUSE)
        planned.append((moment, partial(getattr(stage, f"do_{act['do']}"), story["key"], act)))
    latest, told = at - MOMENT, []
    for moment, act in reversed(planned):
        latest = min(moment, latest)
        told.append(Scene(latest, act))
        latest -= MOMENT
    return reversed(told)


def _register_row(row, at):
    opened = start_of(local_day(at) - row["days_ago"] * DAY) + OPENING
    closed = opened + row["closed_after_days"] * DAY if row["closed_after_days"] is not None else None
    dates = {"opened": f"{opened:%Y-%m-%d %H:%M}", "closed": f"{closed:%Y-%m-%d %H:%M}" if closed else ""}
    return {**row, **dates}


def _elsewhere(story):
    """The number of a story that was filed on the national portal."""
    number = story.get("external_reference", "")
    return {"external_system": CHIKAYA, "external_reference": number} if number else {}


class Stage:
    """Who and what the stories speak of, by code. `do_<verb>(key, act, moment)` plays an action of a story."""

    def __init__(self, commune):
        self.commune, self.cases = commune, {}
        self.people = {user.email: user for user in User.objects.filter(memberships__commune=commune)}
        self.categories = {row.code: row for row in Category.objects.of(commune).select_related("department")}
        self.departments = {row.code: row for row in commune.departments.all()}
        self.grounds = {row.code: row for row in Ground.objects.of(commune)}
        self.districts = districts_of(commune)

    def file(self, story, moment):
        token = uuid4()
        self._keep(token, story, moment)
        case = filing.file(
            self.commune,
            by=self.people.get(story.get("filed_by")),
            at=moment,
            submission_token=token,
            kind=story["kind"],
            category=self.categories[story["category"]],
            description=story["text"],
            district=self.districts[story["district"]],
            address=story["landmark"],
            phone=PhoneField(required=False).clean(story["phone"]),
            answers=self._answers(story),
            **{name: story[name] for name in AS_TOLD},
            publish=story.get("publish", False),
            **_elsewhere(story),
        )
        self.cases[story["key"]] = case.pk

    def _answers(self, story):
        """[(question, value)] of a story, whose questions are named by their French words."""
        category, given = self.categories[story["category"]], story.get("answers", {})
        for question in category.questions.all():
            if question.label_fr in given:
                value = given[question.label_fr]
                pairs = {french: (arabic, french) for arabic, french in question.pairs()}
                yield question, pairs.get(value, value)

    def bring_in(self, rows, moment):
        """An older register, imported as a commune would do it."""
        rules, text = mapping.load(FOLDER / "register.json"), io.StringIO()
        table = csv.DictWriter(text, fieldnames=sorted(rules.file_columns), extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
        writer.run(self.commune, io.BytesIO(text.getvalue().encode()), mapping=rules, at=moment)

    def take_stock(self, moment):
        """The inventory of the year is begun, as a draft, by who keeps the register."""
        inventory = inventories.begin(self.commune, model=MODEL, year=local_day(moment).year)
        officer = self.people["officer@larache.example"]
        inventories.write(inventory, by=officer, at=moment, measures=seeds.read(FOLDER, "measures"))

    def do_take(self, key, act, moment):
        lifecycle.take(self._case(key), by=self._by(act), at=moment)

    def do_assign(self, key, act, moment):
        lifecycle.assign(self._case(key), by=self._by(act), at=moment, assignee=self.people[act["to"]])

    def do_transfer(self, key, act, moment):
        case, by = self._case(key), self._by(act)
        lifecycle.transfer(case, by=by, at=moment, department=self.departments[act["department"]])
        correspondence.note(case, by=by, at=moment, text=act["text"])

    def do_consult(self, key, act, moment):
        correspondence.consult(
            self._case(key),
            by=self._by(act),
            at=moment,
            department=self.departments[act["department"]],
            question=act["text"],
            due_on=local_day(moment) + act["due_in_days"] * DAY,
        )

    def do_ask(self, key, act, moment):
        correspondence.ask(self._case(key), by=self._by(act), at=moment, text=act["text"])

    def do_reply(self, key, act, moment):
        case = self._case(key)
        if act["by"] == "citizen":
            correspondence.reply(case, at=moment, text=act["text"])
        else:
            asked = Consultation.objects.get(case=case.pk, replied_at=None)
            correspondence.reply_to_consultation(asked, by=self._by(act), at=moment, text=act["text"])

    def do_plan(self, key, act, moment):
        on = local_day(moment) + act["due_in_days"] * DAY
        lifecycle.plan(self._case(key), by=self._by(act), at=moment, on=on)
        correspondence.write(self._case(key), by=self._by(act), at=moment, text=act["text"])

    def do_answer(self, key, act, moment):
        token = uuid4()
        self._keep(token, act, moment)
        basis = {"ground": self.grounds.get(act.get("ground")), "competent_body": act.get("competent_body", "")}
        by = self._by(act)
        approvals.answer(
            self._case(key), by=by, at=moment, outcome=act["outcome"], text=act["text"], token=token, **basis
        )

    def do_approve(self, key, act, moment):
        approvals.approve(approvals.waiting(self._case(key)), by=self._by(act), at=moment)

    def do_duplicate(self, key, act, moment):
        original = self._case(act["original"])
        decisions.mark_duplicate(self._case(key), by=self._by(act), at=moment, original=original, text=act["text"])

    def do_split(self, key, act, moment):
        category = self.categories[act["category"]]
        part = splitting.split(
            self._case(key),
            by=self._by(act),
            at=moment,
            subject=act["subject"],
            description=act["text"],
            topic=category,
            department=category.department,
        )
        self.cases[act["key"]] = part.pk

    def do_withdraw(self, key, act, moment):
        correspondence.reply(self._case(key), at=moment, text=act["text"])
        lifecycle.withdraw(self._case(key), at=moment)

    def do_follow(self, key, act, moment):
        words = {name: act[name] for name in ("email", "name", "language")}
        follower = following.add(self._case(key), at=moment, phone="", **words)
        following.confirm(follower, at=moment + MOMENT)

    def do_note(self, key, act, moment):
        correspondence.note(self._case(key), by=self._by(act), at=moment, text=act["text"])

    def do_message(self, key, act, moment):
        correspondence.write(self._case(key), by=self._by(act), at=moment, text=act["text"])

    def do_deliver(self, key, act, moment):
        verdict = self._case(key).answers.last()
        number, on = act.get("post_number", ""), local_day(moment)
        deliveries.enter(verdict, by=self._by(act), at=moment, means=act["means"], on=on, post_number=number)

    def do_satisfied(self, key, act, moment):
        responses.accept(self._case(key), at=moment)

    def do_review(self, key, act, moment):
        responses.ask_review(self._case(key), at=moment, text=act["text"])

    def do_publish(self, key, act, moment):
        case, words = self._case(key), {name: act.get(name, "") for name in ("subject", "text", "answer")}
        shown = case.attachments.filter(kind=FileKind.PHOTO, message=None)
        photos = [(photo, [] if photo.answer_id else act.get("boxes", [])) for photo in shown]
        publishing.publish(case, by=self._by(act), at=moment, photos=photos, **words)

    def _case(self, key):
        return Complaint.objects.select_related("commune", "topic", "department").get(pk=self.cases[key])

    def _by(self, act):
        return self.people[act["by"]]

    def _keep(self, token, row, moment):
        """Keep the photo and the voice note of a story under a token, as the form does."""
        files = []
        if row.get("photo"):
            night = "lighting" in row.get("category", "")
            picture = pictures.street(row["text"], night=night)
            files.append(SimpleUploadedFile("photo.jpg", picture, "image/jpeg"))
        if row.get("voice"):
            files.append(SimpleUploadedFile("voice.ogg", (FOLDER / "voice.ogg").read_bytes(), "audio/ogg"))
        refusals = uploads.keep(self.commune, token=token, files=files, at=moment)
        if refusals:
            raise ValueError(f"A file of the demonstration was refused: {refusals}")
