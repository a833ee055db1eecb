"""Questions to the council of the demonstration: answered for everybody, waiting, and not read yet."""

from functools import partial
from pathlib import Path
from uuid import uuid4

from portal import seeds
from portal.accounts.models import User
from portal.cases.services import lifecycle, publishing
from portal.cases.states import Outcome
from portal.demo.timeline import Scene

from ..models import AskedSubject, Member, MemberQuestion
from ..services import questioning
from ..states.requests import QUESTION
from .register import HOUR, moment_of

WORDS = ("subject", "description", "name", "email", "language")


def scenes(stage, at):
    """The scenes of the questions; `stage`: the player's."""
    played = Asked(stage.commune)
    for row in seeds.read(Path(__file__).parent, "questions")["questions"]:
        yield Scene(moment_of(at, row["days_ago"]), partial(played.ask, row))
        if "shown_after" in row:
            yield Scene(moment_of(at, row["days_ago"] - row["shown_after"]), partial(played.show, row))
        if "answered_after" in row:
            yield Scene(moment_of(at, row["days_ago"] - row["answered_after"]), partial(played.answer, row))


class Asked:
    """The questions asked so far, by their subject."""

    def __init__(self, commune):
        self.commune, self.made = commune, {}

    def ask(self, row, at):
        subject = AskedSubject.objects.of(self.commune).filter(model=QUESTION).first()
        facts = {name: row[name] for name in WORDS} | {"member": Member.objects.of(self.commune)[row["to"]]}
        made = questioning.file(
            self.commune, by=None, at=at, submission_token=uuid4(), subject_row=subject, public=True, **facts
        )
        self.made[row["subject"]] = made.pk

    def show(self, row, at):
        question = self._question(row)
        self._publish(question, row, at, answer="")
        for number in range(row["supports"]):
            questioning.support(question, supporter=f"{number:064d}", at=at + number * HOUR / 100)

    def answer(self, row, at):
        question = self._question(row)
        lifecycle.answer(question, by=self._clerk(), at=at, outcome=Outcome.EXPLAINED, text=row["answer"])
        self._publish(question, row, at, answer=row["answer"])

    def _publish(self, question, row, at, *, answer):
        words = {"subject": row["subject"], "text": row["description"] or row["subject"], "answer": answer}
        publishing.publish(question, by=self._clerk(), at=at, **words)

    def _question(self, row):
        return MemberQuestion.objects.select_related("commune", "department", "topic").get(pk=self.made[row["subject"]])

    def _clerk(self):
        return User.objects.get(email="clerk.unit@larache.example")
