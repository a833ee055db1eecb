"""One message each working morning instead of one for each alert: what is late, due, to approve, to review, asked.

A person and a commune have one a day: the outbox knows its key. It is written only for who has something to read; it
holds ids, cut to the most urgent, with how many there are. Who is away is stood in for, as when an alert fires.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction

from portal.accounts.models import Alerts
from portal.accounts.roles import Role
from portal.communes.models import Commune
from portal.notifications import outbox
from portal.notifications.models import Channel, Notification
from portal.notifications.querysets import about
from portal.workdays.arithmetic import CASABLANCA, end_of, local_day
from portal.workdays.models import Holiday

from ..models import Case, Consultation, Proposal, SweepRun
from .recipients import Roster

MORNING = range(7, 12)  # local hours
SECTIONS = ("late", "soon", "approve", "reviews", "asked")
SOON = timedelta(days=7)
SHOWN = 15


def send_all(*, at):
    """Queue the morning messages of every commune that works today. Return how many were queued."""
    if at.astimezone(CASABLANCA).hour not in MORNING:
        return 0
    return sum(send(commune, at=at) for commune in Commune.objects.order_by("pk"))


@transaction.atomic
def send(commune, *, at):
    """Queue the morning messages of a commune, once a local day, and only when that day is worked."""
    today, name = local_day(at), f"digests:{commune.pk}"
    if not Holiday.objects.calendar(commune.pk).is_worked(today):
        return 0
    if SweepRun.objects.filter(name=name, finished_at__gte=end_of(today - timedelta(days=1))).exists():
        return 0
    rows = Morning(commune, at=at).messages()
    outbox.queue_many(rows)
    SweepRun.objects.update_or_create(name=name, defaults={"started_at": at, "finished_at": at, "fired": len(rows)})
    return len(rows)


class Morning:
    """What each member of a commune's staff has to read this morning: {user id: {section: ids}}."""

    def __init__(self, commune, *, at):
        self.commune, self.at, self.today = commune, at, local_day(at)
        self.roster = Roster(commune.pk, on=self.today)
        self.people, self.lists, self.handlers = {}, defaultdict(lambda: defaultdict(list)), {}
        self._deadlines()
        self._proposals()
        self._reviews()
        self._consultations()

    def messages(self):
        return [self._message(self.people[pk], found) for pk, found in sorted(self.lists.items())]

    def _add(self, people, section, pk):
        for person in people:
            if person.email and person.alerts == Alerts.DIGEST:
                self.people[person.pk] = person
                self.lists[person.pk][section].append(pk)

    def _deadlines(self):
        cases = Case.objects.of(self.commune.pk).due_before(end_of(self.today + SOON)).filter(review_asked_at=None)
        rows = cases.order_by("due_at", "pk").values_list("pk", "due_at", "department_id", "assignee_id")
        for pk, due_at, department, owner in rows:
            self._add(self._handlers(department, owner), "late" if due_at <= self.at else "soon", pk)

    def _handlers(self, department, owner):
        """Who answers for such a case: its clerk or those of its department, the head, the complaints officer."""
        if (department, owner) not in self.handlers:
            roles = (Role.CLERK, Role.HEAD, Role.COMPLAINTS_OFFICER)
            found = [self.roster.find(role, department_id=department, owner_id=owner)[1] for role in roles]
            self.handlers[department, owner] = {person.pk: person for people in found for person in people}.values()
        return self.handlers[department, owner]

    def _proposals(self):
        waiting = Proposal.objects.filter(decision="", case__in=Case.objects.of(self.commune.pk).to_approve())
        for pk, department, author in waiting.order_by("at").values_list("case_id", "case__department_id", "by_id"):
            for role in (Role.HEAD, Role.COMPLAINTS_OFFICER, Role.DIRECTOR):
                people = self.roster.find(role, department_id=department)[1]
                others = [person for person in people if person.pk != author]
                if others:
                    self._add(others, "approve", pk)
                    break

    def _reviews(self):
        for case in Case.objects.of(self.commune.pk).under_review().order_by("due_at", "pk"):
            reviewer = self.roster.reviewer(excluding=case.authors(), rather=case.assignee_id)
            self._add([reviewer] if reviewer else [], "reviews", case.pk)

    def _consultations(self):
        waiting = Consultation.objects.filter(replied_at=None, case__in=Case.objects.of(self.commune.pk).open())
        for pk, department in waiting.order_by("due_on", "pk").values_list("pk", "department_id"):
            self._add(self.roster.of_department(department), "asked", pk)

    def _message(self, person, found):
        cut = {name: found[name][:SHOWN] for name in SECTIONS if found[name]}
        counts = {name: len(found[name]) for name in cut}
        return Notification(
            commune=self.commune,
            key=f"digest:{self.commune.pk}:{person.pk}:{self.today.isoformat()}",
            channel=Channel.EMAIL,
            recipient=person.email,
            language=person.language,
            template="cases/mail/digest",
            about=about(self.commune),
            context={"to": "staff", "found": cut, "counts": counts},
            queued_at=self.at,
            next_try_at=self.at,
        )
