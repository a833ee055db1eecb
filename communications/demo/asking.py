"""Requests for information of the demonstration: given, given in part, refused and contested, extended, late."""

from functools import partial
from pathlib import Path
from uuid import uuid4

from portal import seeds
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Ground
from portal.cases.services import extending, lifecycle, responses
from portal.demo.timeline import Scene

from ..models import AskedSubject, InformationRequest
from ..services import publishing, requesting
from ..states.items import LANGUAGES
from ..states.requests import REQUEST
from . import sheets
from .register import HOUR, moment_of

ASKED = ("subject", "description", "wanted_as", "name", "postal_address", "email", "language", "urgent_reason")
ELSEWHERE = ("channel", "external_system", "external_reference")


def scenes(stage, at):
    """The scenes of the requests; `stage`: the player's."""
    given = seeds.read(Path(__file__).parent, "requests")
    played = Asking(stage, given)
    for number, row in enumerate(given["requests"]):
        later = number * HOUR / 10
        yield Scene(moment_of(at, row["days_ago"]) - later, partial(played.ask, row))
        for act in row["acts"]:
            moment = moment_of(at, row["days_ago"] - act["after_days"]) - later
            yield Scene(moment, partial(getattr(played, act["do"]), row, act))


class Asking:
    """The requests made so far, by their subject."""

    def __init__(self, stage, given):
        self.stage, self.commune, self.made, self.given = stage, stage.commune, {}, given
        names = {name: given["ground"][name] for name in ("name_ar", "name_fr")}
        self.ground = partial(Ground.objects.get_or_create, commune=self.commune, model=REQUEST, code="example",
                              defaults=names)  # fmt: skip

    def ask(self, row, at):
        staff = User.objects.filter(email="clerk.unit@larache.example").first() if "channel" in row else None
        facts = {name: row[name] for name in (*ASKED, *ELSEWHERE) if name in row}
        subject = AskedSubject.objects.of(self.commune).filter(model=REQUEST).first()
        urgent = bool(row.get("urgent_reason"))
        made = requesting.file(
            self.commune, by=staff, at=at, submission_token=uuid4(), subject_row=subject, urgent=urgent, **facts
        )
        self.made[row["subject"]] = made.pk

    def answer(self, row, act, at):
        case, by = self._case(row), self._member("clerk.unit" if act.get("by") is None else act["by"])
        more = {"ground": self.ground()[0]} if act.get("ground") else {}
        more |= {"competent_body": act["competent_body"]} if "competent_body" in act else {}
        lifecycle.answer(case, by=by, at=at, outcome=act["outcome"], text=act["text"], **more)

    def contest(self, row, act, at):
        responses.ask_review(self._case(row), at=at, text=act["text"])

    def extend(self, row, act, at):
        extending.extend(self._case(row), by=self._member("clerk.unit"), at=at, days=act["days"], text=act["text"])

    def publish(self, row, act, at):
        """The answer goes into the library, and a publisher lets everybody read it."""
        words = {name: act[name] for name in ("title_ar", "title_fr", "summary_ar", "summary_fr")}
        token = sheets.held(
            self.commune,
            name="reponse.pdf",
            above=dict.fromkeys(LANGUAGES, f"{at:%Y-%m-%d}"),
            titles={code: act[f"title_{code}"] for code in LANGUAGES},
            text={code: self.given[f"placeholder_{code}"] for code in LANGUAGES},
            day=f"{at:%Y-%m-%d}",
            path="/news/documents/",
            at=at,
        )
        collection = self.commune.collections.get(code=act["collection"])
        by, facts = self._member("clerk.unit"), {"collection": collection, "dated_on": at.date(), **words}
        document = requesting.publish_answer(self._case(row), by=by, at=at, token=token, language="ar", **facts)
        publishing.publish(document, by=self.stage.person(Role.PUBLISHER), at=at)

    def _case(self, row):
        cases = InformationRequest.objects.select_related("commune", "department", "topic")
        return cases.get(pk=self.made[row["subject"]])

    def _member(self, name):
        return User.objects.get(email=f"{name}@larache.example")
