"""Requests for information: filed like every case, with what the law asks besides; answers may go to the library.

What is common to all cases (answers, extensions, reviews) is in portal/cases/services.
"""

from django.db import transaction

from portal.cases.models.case import ForbiddenMove
from portal.cases.services import identities, registration

from ..models import InformationRequest
from ..states.items import FileRole
from ..states.library import DocumentKind
from ..states.requests import RequestKind
from . import library


@transaction.atomic
def file(commune, *, by, at, subject_row, urgent, identity_kind="", identity_number="", **fields):
    """Register a request with its receipt and its deadline; return it, with its reference.

    `by`: who types (None for a citizen who is not signed in). `fields`: those of InformationRequest. The same
    submission_token again gives the first request. The identity number is kept apart (portal.cases.identity).
    """
    fields |= {"topic": subject_row, "department": subject_row and subject_row.department, "agreed_at": at}
    fields["kind"] = RequestKind.URGENT if urgent else RequestKind.ORDINARY
    request = registration.register(InformationRequest(commune=commune, **fields), by=by, at=at)
    identities.keep(request, kind=identity_kind, number=identity_number)
    return request


@transaction.atomic
def publish_answer(case, *, by, at, token, language, **fields):
    """Put what was given into the library, as a draft that a publisher completes. Return the document.

    `token`: under which its file is kept. Raise ForbiddenMove when that was done before.
    """
    fields |= {"kind": DocumentKind.DOCUMENT, "everywhere": True, "department": case.department}
    document = library.begin(case.commune, by=by, at=at, **fields)
    mine = InformationRequest.objects.filter(pk=case.pk, document=None)
    if not mine.update(document=document):
        raise ForbiddenMove(case, case.state, case.state)
    library.attach(document, token=token, role=FileRole.DOCUMENT, language=language, by=by, at=at)
    return document


def erase(case, *, words, blot):
    """Take out of a request what names its person (portal.cases.services.erasure). Return how many rows changed."""
    row = InformationRequest.objects.filter(pk=case.pk).first()
    if row is None:
        return 0
    new = {"postal_address": "", "urgent_reason": "" if words else blot(row.urgent_reason)}
    if all(getattr(row, name) == value for name, value in new.items()):
        return 0
    return InformationRequest.objects.filter(pk=case.pk).update(**new)
