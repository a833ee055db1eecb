from functools import reduce
from math import cos, radians
from operator import or_
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portal.accounts.roles import DEPARTMENTAL

from .search import normalise_query
from .states import DONE, FAR, OPEN, DeadlineState, State

METRES_A_DEGREE = 111_195  # of latitude, on a sphere of 6,371 km


class Sight(NamedTuple):
    """All that says which cases somebody sees in a commune: two with the same sight see the same."""

    user: int | None
    commune: int
    memberships: tuple[tuple[str, int | None], ...]  # role, department

    @classmethod
    def of(cls, user, commune):
        held = user.memberships_in(commune) if user.is_authenticated else []
        return cls(user.pk, commune.pk, tuple((m.role, m.department_id) for m in held))


class TopicQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)

    def used_by(self, model):
        return self.filter(model=model)


class CaseQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def open(self):
        return self.filter(state__in=OPEN)

    def done(self):
        """Answered or closed: what is not open."""
        return self.filter(state__in=DONE)

    def overdue(self, at):
        return self.open().filter(due_at__lte=at)

    def due_before(self, moment):
        return self.open().filter(due_at__lt=moment)

    def with_deadline(self):
        return self.filter(due_at__lt=FAR)

    def within(self, metres, latitude, longitude):
        """Cases in the square of `metres` around a place in degrees: what one index finds. The circle is nearby's."""
        high = metres / METRES_A_DEGREE
        wide = high / max(cos(radians(latitude)), 0.01)
        return self.filter(
            latitude__range=(latitude - high, latitude + high), longitude__range=(longitude - wide, longitude + wide)
        )

    def unassigned(self):
        return self.open().filter(assignee=None)

    def unreached(self):
        return self.filter(unreached_at__isnull=False)

    def to_anonymise(self, on):
        """Closed, with a person in it, and nothing owed or awaited on a local day; how long it is kept: retention."""
        closed = self.filter(state=State.CLOSED, anonymised_at=None)
        settled = closed.filter(Q(respond_until=None) | Q(respond_until__lt=on))
        unfinished = (DeadlineState.RUNNING, DeadlineState.PAUSED)
        return settled.exclude(deadlines__state__in=unfinished).exclude(decisions__object_until__gte=on)

    def undelivered(self):
        """Answered, but the deadline still runs: the answer has to be handed over or posted."""
        return self.filter(state=State.ANSWERED, due_at__lt=FAR)

    def under_review(self):
        """Open cases whose answer is looked at again."""
        return self.open().filter(review_asked_at__isnull=False)

    def to_approve(self):
        """Open cases with an answer that waits for approval."""
        return self.open().filter(proposed_at__isnull=False)

    def unanswered(self, on):
        """Answered cases whose citizen had until before this local date to respond, and did not."""
        return self.filter(state=State.ANSWERED, respond_until__lt=on)

    def replied(self):
        """Open cases in which the citizen wrote last: somebody has to read it."""
        return self.open().filter(wrote_at__isnull=False)

    def asked_of(self, departments):
        """Open cases on which one of these departments owes a reply to a consultation."""
        if not departments:
            return self.none()
        consultation = self.model._meta.get_field("consultations").related_model
        waiting = consultation.objects.filter(department__in=departments, replied_at=None)
        return self.open().filter(pk__in=waiting.values("case"))

    def following(self, due_at, pk):
        """What comes after a case in the order (due_at, id)."""
        return self.filter(due_at__gte=due_at).filter(Q(due_at__gt=due_at) | Q(pk__gt=pk))

    def preceding(self, due_at, pk):
        """What comes before a case in the order (due_at, id)."""
        return self.filter(due_at__lte=due_at).filter(Q(due_at__lt=due_at) | Q(pk__lt=pk))

    def published(self):
        """What the public may read: category, citizen and clerk all allowed it (services.publishing)."""
        return self.filter(published_at__isnull=False)

    def published_before(self, moment, pk):
        """What comes after a case in the order of lists of published ones, the newest first."""
        return self.filter(published_at__lte=moment).filter(Q(published_at__lt=moment) | Q(pk__lt=pk))

    def published_after(self, moment, pk):
        """What comes before a case in the order of lists of published ones."""
        return self.filter(published_at__gte=moment).filter(Q(published_at__gt=moment) | Q(pk__gt=pk))

    def published_matching(self, text):
        """Published cases whose published words contain every word: what was not cleared is never searched."""
        found = self.published()
        for word in normalise_query(text):
            found = found.filter(publication__search_text__contains=word)
        return found

    def matching(self, text):
        """Cases whose normalised text contains every word; an exact reference is found by it too."""
        found = self
        for word in normalise_query(text):
            found = found.filter(search_text__contains=word)
        return found

    def received_between(self, first, last):
        """Cases received on these local dates and between, in the order of the register."""
        return self.filter(received_on__gte=first, received_on__lte=last).order_by("received_on", "pk")

    def entered_after(self, received_on, pk):
        """What comes after a case in the order of the register."""
        return self.filter(received_on__gte=received_on).filter(Q(received_on__gt=received_on) | Q(pk__gt=pk))

    def entered_before(self, received_on, pk):
        """What comes before a case in the order of the register."""
        return self.filter(received_on__lte=received_on).filter(Q(received_on__lt=received_on) | Q(pk__lt=pk))

    def opened_by(self, contact):
        """What a verified address opens (see Contact.opens)."""
        if contact.is_email:
            return self.alias(mail=Lower("email")).filter(mail=contact.address.lower()).exclude(email="")
        return self.filter(phone=contact.address).filter(Q(email="") | Q(reached_by="sms")).exclude(phone="")

    def reached_elsewhere(self, contact):
        """Cases that carry this phone number, but whose messages go to an e-mail address: only that opens them."""
        if contact.is_email:
            return self.none()
        return self.filter(phone=contact.address).exclude(email="").exclude(reached_by="sms")

    def visible_to(self, user, commune):
        """What a member of staff may see in a commune: a clerk and a head the cases of their departments and those
        they are consulted on or assigned to; a member without department and the other roles all of them."""
        return self.in_sight(Sight.of(user, commune))

    def in_sight(self, sight):
        """The same for a Sight."""
        conditions = self._seen_by(sight)
        return self.of(sight.commune).filter(reduce(or_, conditions)) if conditions else self.none()

    def visible_parts(self, user, commune):
        """What `visible_to` shows as a list of querysets, each in an index by due date; a case may stand in several."""
        conditions = self._seen_by(Sight.of(user, commune))
        return [self.of(commune).filter(condition) for condition in conditions] or [self.none()]

    def _seen_by(self, sight):
        working = [(role, department) for role, department in sight.memberships if role != "publisher"]
        if not working:
            return []
        if any(role not in DEPARTMENTAL or department is None for role, department in working):
            return [Q()]
        departments = sorted({department for _role, department in working})
        own = [Q(department=department) for department in departments]
        return [*own, Q(assignee=sight.user), Q(pk__in=self._consulted(departments))]

    def _consulted(self, departments):
        consultation = self.model._meta.get_field("consultations").related_model
        return consultation.objects.filter(department__in=departments).values("case")


class QuestionQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(topic__commune=commune)

    def active(self):
        return self.filter(active=True)


class FollowerQuerySet(models.QuerySet):
    def at_address(self, contact):
        """Who follows with this address."""
        return self.filter(**({"email": contact.address.lower()} if contact.is_email else {"phone": contact.address}))

    def of(self, commune):
        return self.filter(case__commune=commune)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class RuleQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def applicable(self, *, commune, model, kind, topic, on):
        """The rules in force for a kind on a local date, the most specific and newest first."""
        rules = self.in_force(commune=commune, model=model, topic=topic, on=on)
        return rules.filter(Q(kind=kind) | Q(kind=""))

    def in_force(self, *, commune, model, topic, on):
        """The rules in force on a local date for all kinds, those of each kind the most specific and newest first."""
        return (
            self.filter(commune=commune, model=model, valid_from__lte=on)
            .exclude(deadline_kind="internal")
            .filter(Q(topic=topic) | Q(topic=None))
            .order_by(models.F("topic").asc(nulls_last=True), "-kind", "-valid_from", "-pk")
        )


class DeadlineQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def running(self):
        return self.filter(state=DeadlineState.RUNNING)

    def unfinished(self):
        return self.filter(state__in=(DeadlineState.RUNNING, DeadlineState.PAUSED))

    def step_due(self, at):
        """Deadlines with an escalation step to fire, in the order of their steps."""
        return self.filter(next_step_at__lte=at).order_by("next_step_at", "pk")

    def shown_to_citizens(self):
        return self.exclude(kind="internal")


class MonthFigureQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def between(self, first, last):
        """The months from one local date to another; both are days of their months."""
        return self.filter(month_on__gte=first.replace(day=1), month_on__lte=last)


class InventoryQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def published(self):
        return self.filter(published_at__isnull=False)
