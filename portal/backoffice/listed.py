"""Cases as lines of a list: everything in words, so that a page of them costs its template little."""

from functools import cache

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language

from portal import formats
from portal.accounts.models import User
from portal.cases import due
from portal.templatetags.portal_tags import icon

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
    known = {**known, "assignee": people}
    named = cache(lambda field, pk: _named(known[field], pk))  # a page has the same few again and again
    tag = cache(lambda field, pk: _tag(known[field].get(pk)))
    return [_row(case, named, tag, user, at) for case in cases]


def _tag(row):
    """A topic with its drawing, or a district, as a line shows it."""
    if row is None:
        return ""
    return format_html('<span class="tag">{}{}</span>', icon(getattr(row, "icon", "pin"), small=True), str(row))


def _row(case, named, tag, user, at):
    subject = case.subject or named("topic", case.topic_id) or case.reference
    when = due.words(case, at=at)
    return {
        "pk": str(case.pk),
        "reference": case.reference,
        "url": reverse("backoffice:case", args=[case.reference]),
        "subject": Truncator(subject).chars(LONGEST) if len(subject) > LONGEST else subject,
        "language": case.language,
        "topic": tag("topic", case.topic_id),
        "district": tag("district", case.district_id),
        "name": masking.name(case.name),
        "state": case.state,
        "department": named("department", case.department_id) or "–",
        "mine": case.assignee_id == user.pk,
        "assignee": named("assignee", case.assignee_id),
        "due": capfirst(when.text),
        "due_on": when.on and formats.day(when.on, get_language()),
        "late": when.late,
        "tone": when.tone,
    }


def _named(found, pk):
    return str(found[pk]) if pk in found else ""
