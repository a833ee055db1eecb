"""Petitions of the demonstration: one that collects, one on the agenda of the next session, one that was refused."""

from functools import partial
from pathlib import Path
from uuid import uuid4

from portal import seeds
from portal.accounts.models import User
from portal.cases.services import lifecycle, publishing
from portal.demo.timeline import Scene
from portal.workdays.arithmetic import local_day

from ..models import AskedSubject, Event, Petition
from ..services import petitioning, signing
from ..states.items import EventKind
from ..states.requests import PETITION
from .register import HOUR, MINUTE, moment_of

WORDS = ("subject", "description", "name", "email", "language")
SIGNER = {"name": "…", "quarter": "…", "channel": "email", "language": "ar"}


def scenes(stage, at):
    """The scenes of the petitions; `stage`: the player's."""
    played = Asked(stage.commune)
    for row in seeds.read(Path(__file__).parent, "petitions")["petitions"]:
        yield Scene(moment_of(at, row["days_ago"]), partial(played.begin, row))
        yield Scene(moment_of(at, row["days_ago"] - row["shown_after"]), partial(played.show, row))
        signed = moment_of(at, row["days_ago"] - row["shown_after"]) + HOUR
        yield Scene(min(signed, at - MINUTE), partial(played.sign, row))
        if "deposited_after" in row:
            yield Scene(moment_of(at, row["days_ago"] - row["deposited_after"]), partial(played.deposit, row))
            yield Scene(moment_of(at, row["days_ago"] - row["answered_after"]), partial(played.answer, row))


class Asked:
    """The petitions begun so far, by their subject."""

    def __init__(self, commune):
        self.commune, self.made = commune, {}

    def begin(self, row, at):
        subject = AskedSubject.objects.of(self.commune).filter(model=PETITION).first()
        facts = {name: row[name] for name in WORDS}
        made = petitioning.file(
            self.commune, by=None, at=at, submission_token=uuid4(), subject_row=subject, public=True, **facts
        )
        self.made[row["subject"]] = made.pk

    def show(self, row, at):
        self._publish(self._petition(row), row, at, answer="")

    def sign(self, row, at):
        petition = self._petition(row)
        for number in range(row["signers"]):
            made = signing.sign(petition, at=at, address=f"signer{number}@example.org", **SIGNER)
            signing.confirm(made, at=at)
        for count in row["sheets"]:
            petitioning.enter_sheet(petition, by=self._clerk(), at=at, count=count, on=local_day(at))

    def deposit(self, row, at):
        petitioning.deposit(self._petition(row), by=None, at=at)

    def answer(self, row, at):
        petition, clerk = self._petition(row), self._clerk()
        lifecycle.answer(petition, by=clerk, at=at, outcome=row["outcome"], text=row["answer"])
        self._publish(petition, row, at, answer=row["answer"])
        session = Event.objects.of(self.commune).filter(kind=EventKind.SESSION).coming(at).order_by("starts_at").first()
        if row.get("on_agenda") and session:
            petitioning.put_on_agenda(self._petition(row), by=clerk, at=at, session=session)

    def _publish(self, petition, row, at, *, answer):
        words = {"subject": row["subject"], "text": row["description"], "answer": answer}
        publishing.publish(petition, by=self._clerk(), at=at, **words)

    def _petition(self, row):
        return Petition.objects.select_related("commune", "department", "topic").get(pk=self.made[row["subject"]])

    def _clerk(self):
        return User.objects.get(email="clerk.unit@larache.example")
