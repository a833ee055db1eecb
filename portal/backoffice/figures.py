"""Numbers of the dashboard and of the lists: each over what a person may see, none counted further than is shown."""

from datetime import timedelta

from django.db.models import Count, Q

from portal.cases import due, parts
from portal.cases.models import Case, Consultation, Escalation
from portal.communes.models import Department

from .selection import Desk, end_of_week

MOST = 1000
DAYS_OF_ALERTS = 7
# The lists that everybody has, as {name: filters}
LISTS = {
    "overdue": {"due": "overdue"},
    "week": {"due": "week"},
    "nobody": {"who": "nobody"},
    "waiting": {"state": "incomplete"},
    "replied": {"todo": "replied"},
    "asked": {"todo": "asked"},
    "reviews": {"todo": "reviews"},
    "approve": {"todo": "approve"},
    "deliver": {"todo": "deliver"},
    "unreached": {"todo": "unreached"},
    "mine": {"who": "me"},
    "open": {},
}
OF_DASHBOARD = {"today": {"due": "today"}, "mine_late": {"who": "me", "due": "overdue"}}


def of_dashboard(user, commune, *, at):
    """How many cases stand in each list, at most MOST + 1 each, in one query."""
    return Desk.of(user, commune, at).counts({**LISTS, **OF_DASHBOARD}, MOST)


def by_department(user, commune, *, at):
    """[{department, open, overdue, week, soon_or_late, other}] for each department with open cases, in their order."""
    counts = (
        Case.objects.visible_to(user, commune)
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
    seen = [part.open().with_deadline() for part in Case.objects.visible_parts(user, commune)]
    found = _nearest([part.filter(assignee=user) for part in seen], count) or _nearest(seen, count)
    return [{"case": case, "due": due.words(case, at=at)} for case in found]


def _nearest(seen, count):
    cases = parts.first_of(seen, "due_at", "pk", size=count).select_related("department", "topic")
    return list(cases.defer("description", "search_text"))


def asked_of_us(user, commune, *, count=5):
    """The oldest consultations that the departments of a person owe a reply to."""
    rows = Consultation.objects.filter(department__in=user.departments_in(commune), replied_at=None)
    return list(rows.filter(case__commune=commune).select_related("case").order_by("due_on", "pk")[:count])


def alerts_of_the_week(commune, *, at):
    """How many alerts went out in the last days."""
    sent = Escalation.objects.filter(deadline__commune=commune, late=False, imported=False)
    return sent.filter(at__gte=at - timedelta(days=DAYS_OF_ALERTS)).count()
