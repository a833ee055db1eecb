"""Numbers of the dashboard and of the saved lists: each from aggregates over what a person may see."""

from datetime import timedelta

from django.db.models import Count, Q

from portal.cases.models import Case, Consultation, Escalation
from portal.cases.states import State
from portal.communes.models import Department
from portal.workdays.arithmetic import end_of, local_day

from . import due
from .filters import end_of_week

MOST = 1000
DAYS_OF_ALERTS = 7


def of_open(user, commune, *, at):
    """Counts over the open cases that a person may see, in one query."""
    week, today = end_of_week(at), end_of(local_day(at))
    late, mine = Q(due_at__lte=at), Q(assignee=user)
    return (
        _visible(user, commune)
        .open()
        .aggregate(
            open=Count("pk"),
            overdue=Count("pk", filter=late),
            week=Count("pk", filter=Q(due_at__gt=at, due_at__lte=week)),
            today=Count("pk", filter=Q(due_at__gt=at, due_at__lte=today)),
            waiting=Count("pk", filter=Q(state=State.INCOMPLETE)),
            mine=Count("pk", filter=mine),
            mine_late=Count("pk", filter=mine & late),
            nobody=Count("pk", filter=Q(assignee=None)),
        )
    )


def to_do(user, commune):
    """Counts of what waits for somebody to act, besides deadlines: at most MOST + 1 each."""
    cases = _visible(user, commune)
    departments = user.departments_in(commune)
    asked = cases.asked_of(departments) if departments else cases.none()
    return {
        "asked": capped(asked),
        "replied": capped(cases.replied()),
        "deliver": capped(cases.undelivered()),
        "unreached": capped(cases.unreached()),
    }


def capped(cases):
    """How many there are, counted up to MOST + 1 only."""
    return cases.order_by()[: MOST + 1].count()


def by_department(user, commune, *, at):
    """[{department, open, overdue, week, soon_or_late, other}] for each department with open cases, in their order."""
    counts = (
        _visible(user, commune)
        .open()
        .order_by()
        .values("department")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lte=at)),
            week=Count("pk", filter=Q(due_at__gt=at, due_at__lte=end_of_week(at))),
        )
    )
    found = {row["department"]: row for row in counts}
    departments = [*Department.objects.of(commune), None] if found else []
    rows = [{**found[key], "department": d} for d in departments if (key := d.pk if d else None) in found]
    for row in rows:
        row["soon_or_late"] = row["overdue"] + row["week"]
        row["other"] = row["open"] - row["soon_or_late"]
    return rows


def most_urgent(user, commune, *, at, count=5):
    """The open cases whose deadline is nearest: this person's own if there are any, else those that may be seen."""
    cases = _visible(user, commune).open().with_deadline().select_related("department", "topic")
    cases = cases.defer("description", "search_text").order_by("due_at", "pk")
    found = list(cases.filter(assignee=user)[:count]) or list(cases[:count])
    return [{"case": case, "due": due.words(case, at=at)} for case in found]


def asked_of_us(user, commune, *, count=5):
    """The oldest consultations that the departments of a person owe a reply to."""
    rows = Consultation.objects.filter(department__in=user.departments_in(commune), replied_at=None)
    return list(rows.filter(case__commune=commune).select_related("case").order_by("due_on", "pk")[:count])


def alerts_of_the_week(commune, *, at):
    """How many alerts went out in the last days."""
    sent = Escalation.objects.filter(deadline__commune=commune, late=False, imported=False)
    return sent.filter(at__gte=at - timedelta(days=DAYS_OF_ALERTS)).count()


def _visible(user, commune):
    return Case.objects.visible_to(user, commune).order_by()
