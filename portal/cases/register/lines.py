"""The lines of the register: what a case was, and what became of it, some hundred cases at a time."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal import components
from portal.communes.models import Department
from portal.workdays.arithmetic import local_day

from ..figures import fate
from ..models import Answer, Deadline, Delivery, Topic
from ..states import Channel, DeadlineKind, DeadlineState, Means, Outcome

CHUNK = 1000
OWED = (DeadlineKind.LEGAL, DeadlineKind.POLICY)
PROMISED = ("pk", "state", "due_at", "met_at", "breached_at", "last_on")
READ = (
    "reference", "received_on", "channel", "external_system", "external_reference", "kind", "topic_id", "subject",
    "name", "department_id", "state", "model", "review_asked_at",
)  # fmt: skip
HEADINGS = (
    gettext_lazy("Number"),
    gettext_lazy("Date of receipt"),
    gettext_lazy("Channel"),
    gettext_lazy("External reference"),
    gettext_lazy("Kind"),
    gettext_lazy("Category"),
    gettext_lazy("Subject"),
    gettext_lazy("Person"),
    gettext_lazy("Department"),
    gettext_lazy("Due date"),
    gettext_lazy("State"),
    gettext_lazy("Outcome"),
    gettext_lazy("Date of the answer"),
    gettext_lazy("Delivered by"),
    gettext_lazy("Days"),
    gettext_lazy("Late"),
    gettext_lazy("Review"),
)


@dataclass
class Line:
    """A case in the register. `last_on`: the last day of its standing promise. `days`: to the answer, calendar days."""

    case: Any  # a Case, or its fields of READ
    topic: str
    department: str
    last_on: date | None
    fate: fate.Fate
    outcome: str = ""
    answered_on: date | None = None
    means: str = ""
    reviewed: bool = False

    @property
    def late(self):
        return self.fate.name in (fate.LATE, fate.OWED)

    def cells(self, *, kinds, name):
        """In the order of HEADINGS; `kinds` are words by value, `name` the function that writes a name."""
        case = self.case
        external = " ".join(part for part in (case.external_system, case.external_reference) if part)
        cells: list[Any] = [
            case.reference, case.received_on, _word(Channel, case.channel), external, kinds.get(case.kind, case.kind),
            self.topic, case.subject, name(case.name), self.department, self.last_on, _state(case.state),
            self.outcome, self.answered_on, self.means, self.fate.days, _yes(self.late), _yes(self.reviewed),
        ]  # fmt: skip
        return cells


class Register:
    """Reads the register of a commune as of `at`; names of topics and departments are read once."""

    def __init__(self, commune, *, at):
        self.at = at
        self.topics = {row.pk: row.name for row in Topic.objects.of(commune)}
        self.departments = {row.pk: row.name for row in Department.objects.of(commune)}

    def lines(self, cases):
        """The lines of a list of cases, in its order: four queries, however many they are."""
        keys = [case.pk for case in cases]
        mine = Deadline.objects.filter(case__in=keys, kind__in=OWED).order_by("case_id", "pk")
        deadlines = _by_case(mine, "case_id", *PROMISED)
        given = Answer.objects.filter(case__in=keys).order_by("case_id", "number")
        answers = _by_case(given, "case_id", "outcome", "at")
        sent = Delivery.objects.filter(answer__case__in=keys).order_by("answer__case_id", "at", "pk")
        deliveries = _by_case(sent, "answer__case_id", "at", "on", "means")
        return [
            self._line(case, deadlines.get(case.pk, ()), answers.get(case.pk, ()), deliveries.get(case.pk, ()))
            for case in cases
        ]

    def all(self, cases):
        """The lines of a queryset in the order of the register, a chunk after the other, never all in memory."""
        rest = cases = cases.values_list("pk", *READ, named=True)
        while chunk := list(rest[:CHUNK]):
            yield self.lines(chunk)
            rest = cases.entered_after(chunk[-1].received_on, chunk[-1].pk)

    def _line(self, case, deadlines, answers, deliveries):
        promises = [
            fate.Promise(row.pk, row.state, row.due_at, row.met_at, row.breached_at) for row in deadlines
        ]  # fmt: skip
        stands = fate.standing(promises)
        met = next((row for row in deliveries if stands and row.at == stands.met_at), None)
        found = fate.of(case.received_on, promises, at=self.at, delivered=met.on if met else None)
        promised = next((row for row in deadlines if row.state != DeadlineState.VOIDED), None)
        first, sent = answers[0] if answers else None, met or (deliveries[0] if deliveries else None)
        return Line(
            case=case,
            topic=self.topics.get(case.topic_id, ""),
            department=self.departments.get(case.department_id, ""),
            last_on=promised.last_on if promised else None,
            fate=found,
            outcome=_word(Outcome, first.outcome) if first else "",
            answered_on=_answered_on(case, found, sent, first),
            means=_word(Means, sent.means) if sent else "",
            reviewed=case.review_asked_at is not None,
        )


def _answered_on(case, found, sent, first):
    """The local date on which the promise was met, else the one of the first answer; None without any."""
    if found.days is not None:
        return case.received_on + timedelta(days=found.days)
    return sent.on if sent else local_day(first.at) if first else None


def _by_case(rows, key, *columns):
    """{id of a case: its rows, in their order}, with these columns alone: a year holds many."""
    return {pk: list(same) for pk, same in groupby(rows.values_list(key, *columns, named=True), key=itemgetter(0))}


def _word(choices, value):
    return _said(choices, value, get_language())


def _yes(true):
    return _yes_or_no(get_language())[true]


@lru_cache
def _said(choices, value, _language):
    return capfirst(str(choices(value).label)) if value in choices.values else value


def _state(code):
    return _state_said(code, get_language())


@lru_cache
def _state_said(code, _language):
    return capfirst(str(components.state(code, staff=True)["word"]))


@lru_cache
def _yes_or_no(_language):
    return _("No"), _("Yes")
