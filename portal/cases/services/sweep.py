"""Enforcing deadlines: each step and each breach fires once, in order, whatever was killed meanwhile.

A batch is one transaction that holds its rows: events, escalations, outbox rows and the next moment are written
together or not at all. Two workers take different rows; on SQLite they take turns. Cost follows what is due.
"""

from datetime import timedelta
from itertools import groupby

from django.db import transaction

from portal.notifications import outbox
from portal.notifications.models import Channel, Notification
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day
from portal.workdays.models import Holiday

from .. import clock
from ..models import Deadline, DeadlineEvent, Escalation, EscalationStep, SweepRun
from ..states import DeadlineEventType, DeadlineKind, Half
from . import deadlines
from .recipients import Roster, can_wait

BATCH = 250
NAME = "deadlines"
STALE_AFTER = timedelta(minutes=5)


def enforce(*, at, batch=BATCH):
    """Fire all that is due at `at`. Return [(deadline id, step code)] in the order of firing; "" is a breach alone."""
    SweepRun.objects.update_or_create(name=NAME, defaults={"started_at": at})
    fired, rosters = [], {}
    while True:
        done = _batch(at, batch, rosters)
        if not done:
            break
        fired += [pair for pairs in done for pair in pairs]
    SweepRun.objects.filter(name=NAME).update(finished_at=at, fired=len(fired))
    return fired


def last_run():
    """The SweepRun of the deadlines, or None when there was none yet."""
    return _run.first()


@Prepared
def _run():
    return SweepRun.objects.filter(name=NAME)[:1]


def is_stale(run, *, at):
    return run is None or run.finished_at is None or at - run.finished_at > STALE_AFTER


@transaction.atomic
def _batch(at, size, rosters):
    waiting = Deadline.objects.select_for_update(skip_locked=True, of=("self",)).select_related("rule")
    rows = list(waiting.step_due(at)[:size])
    if not rows:
        return []
    desk = _Desk(rows, at, rosters)
    done = [desk.handle(deadline) for deadline in rows]
    desk.write()
    return done


class _Desk:
    """What one batch needs, loaded together, and what it writes, written together."""

    def __init__(self, rows, at, rosters):
        self.rows, self.at, self.rosters = rows, at, rosters
        ids = [row.pk for row in rows]
        communes = {row.commune_id for row in rows}
        self.events = _by_deadline(DeadlineEvent.objects.filter(deadline__in=ids).order_by("deadline_id", "pk"))
        past = _by_deadline(Escalation.objects.filter(deadline__in=ids).order_by("deadline_id", "pk"))
        self.fired = {pk: {row.step_id for row in found} for pk, found in past.items()}
        self.steps = list(EscalationStep.objects.filter(commune__in=communes, active=True).order_by("position"))
        self.calendars = Holiday.objects.filter(commune__in=communes).calendars()
        self.new_events, self.new_escalations, self.messages = [], [], []

    def handle(self, deadline):
        """Fire what is due of one deadline; return its (id, step code) pairs."""
        standing = self._standing(deadline)
        steps = [s for s in self.steps if (s.commune_id, s.deadline_kind) == (deadline.commune_id, deadline.kind)]
        fired = self.fired.get(deadline.pk, set())
        due = [(m, s) for m, s in clock.step_moments(standing, steps) if m <= self.at and s.pk not in fired]
        breached = self._breach(deadline, standing)
        for moment, step in due:
            self._escalate(deadline, moment, step, late=step is not due[-1][1])
        deadline.next_step_at = deadlines.next_step_at(
            self._standing(deadline) if breached else standing, steps, fired | {s.pk for _, s in due}
        )
        return [(deadline.pk, step.code) for _, step in due] or [(deadline.pk, "")]

    def _standing(self, deadline):
        events = [clock.Event(e.type, e.at, e.data) for e in self.events.get(deadline.pk, [])]
        calendar = self.calendars.get(deadline.commune_id) or deadlines.NO_HOLIDAYS
        return clock.fold(events, deadline.rule.terms, calendar)

    def _breach(self, deadline, standing):
        if standing.breached_at or deadline.due_at > self.at:
            return False
        moment = standing.due_at
        event = DeadlineEvent(deadline=deadline, type=DeadlineEventType.BREACHED, at=moment, data={})
        self.new_events.append(event)
        self.events.setdefault(deadline.pk, []).append(event)
        deadline.breached_at = moment
        return True

    def _escalate(self, deadline, moment, step, *, late):
        told, reached = {}, []
        for role in step.roles if not late else []:
            found, people = self._roster(deadline).find(
                role, department_id=deadline.department_id, owner_id=deadline.owner_id
            )
            reached += [found] if found else []
            urgent = _is_urgent(deadline, step)
            told |= {person.pk: person for person in people if not can_wait(person, role=found, urgent=urgent)}
        self.new_escalations.append(
            Escalation(
                deadline=deadline,
                step=step,
                planned_at=moment,
                at=self.at,
                roles=step.roles,
                reached=reached,
                late=late,
            )
        )
        self.messages += [self._message(deadline, step, person) for person in told.values() if person.email]

    def _roster(self, deadline):
        if deadline.commune_id not in self.rosters:
            self.rosters[deadline.commune_id] = Roster(deadline.commune_id, on=local_day(self.at))
        return self.rosters[deadline.commune_id]

    def _message(self, deadline, step, person):
        return Notification(
            commune_id=deadline.commune_id,
            key=f"escalation:{deadline.pk}:{step.pk}:{person.pk}",
            channel=Channel.EMAIL,
            recipient=person.email,
            language=person.language,
            template="cases/mail/escalation",
            about=f"{Deadline._meta.label_lower}:{deadline.pk}",
            context={"to": "staff", "deadline": deadline.pk, "step": step.pk},
            queued_at=self.at,
            next_try_at=self.at,
        )

    def write(self):
        DeadlineEvent.objects.bulk_create(self.new_events)
        Escalation.objects.bulk_create(self.new_escalations)
        outbox.queue_many(self.messages)
        deadlines.write(self.rows, "next_step_at", "breached_at")


def _is_urgent(deadline, step):
    """A promise to a citizen is broken with this step, or was before it: nobody waits for the morning to know."""
    return deadline.kind != DeadlineKind.INTERNAL and step.anchor == Half.DUE and step.offset_days >= 0


def _by_deadline(rows):
    return {pk: list(found) for pk, found in groupby(rows, key=lambda row: row.deadline_id)}
