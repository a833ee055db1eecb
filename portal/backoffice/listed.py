"""Cases as lines of a list: everything in words, so that a page of them costs its template little."""

from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language

from portal import formats
from portal.accounts.models import User
from portal.cases import due

from . import masking

LONGEST = 90  # letters of a subject
READ = (
    "reference", "subject", "language", "topic_id", "district_id", "department_id", "assignee_id", "name", "state",
    "due_at",
)  # fmt: skip


def rows(cases, *, known, user, at):
    """What the list shows of cases to `user`. `known`: {field of Case: {key: row}} of rows that were read already."""
    unknown = {case.assignee_id for case in cases} - {None, *known["assignee"]}
    people = known["assignee"] | (User.objects.in_bulk(unknown) if unknown else {})
    return [_row(case, {**known, "assignee": people}, user, at) for case in cases]


def _row(case, known, user, at):
    topic = known["topic"].get(case.topic_id)
    subject = case.subject or str(topic or case.reference)
    when = due.words(case, at=at)
    return {
        "pk": str(case.pk),
        "reference": case.reference,
        "url": reverse("backoffice:case", args=[case.reference]),
        "subject": Truncator(subject).chars(LONGEST) if len(subject) > LONGEST else subject,
        "language": case.language,
        "topic": topic and str(topic),
        "icon": topic and topic.icon,
        "district": _named(known["district"], case.district_id),
        "name": masking.name(case.name),
        "state": case.state,
        "department": _named(known["department"], case.department_id) or "–",
        "mine": case.assignee_id == user.pk,
        "assignee": _named(known["assignee"], case.assignee_id),
        "due": capfirst(when.text),
        "due_on": when.on and formats.day(when.on, get_language()),
        "late": when.late,
        "tone": when.tone,
    }


def _named(found, pk):
    return str(found[pk]) if pk in found else ""
