"""Registering a case: the row, its history, deadlines, files and receipt message, in one transaction."""

from django.db import IntegrityError, transaction

from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day

from ..models import Case
from ..search import normalise
from ..states import Channel
from . import deadlines, details, telling, uploads
from .references import take_next


def register(case, *, by, at, receipt=True, reason="", answers=()):
    """Write an unsaved child of Case (a Complaint…) with all that belongs to it; return it, with its reference.

    `case.received_on` may lie before `at` (a letter, the counter); it defaults to the local day of `at`.
    Files kept under `case.submission_token` become its attachments. The same token again returns the first case.
    `answers`: [(TopicQuestion, value)] to what its topic asks.
    """
    token = case.submission_token
    try:
        with transaction.atomic():
            return _write(case, by=by, at=at, receipt=receipt, reason=reason, answers=answers)
    except IntegrityError:
        first = already_registered(type(case), commune=case.commune, token=token)
        if first is None:
            raise
        return first


def already_registered(model, *, commune, token):
    """The case that was filed with this submission token, or None."""
    return _filed.first(model, shape=model, commune=commune.pk, token=token)


@Prepared
def _filed(model, commune, token):
    return model.objects.of(commune).filter(submission_token=token)[:1]


def _write(case, *, by, at, receipt, reason, answers):
    case.opened_at = at
    case.received_on = case.received_on or local_day(at)
    case.model = case._meta.label_lower
    case.filed_by = by if case.channel != Channel.WEB else None
    case.reference = f"~{case.submission_token.hex[:22]}"  # until the counter gives the real one
    case.save(force_insert=True)
    case.record("", case.state, by=by, at=at, reason=reason)
    uploads.attach(case, token=case.submission_token, by=by, at=at)
    case.due_at = deadlines.nearest(deadlines.start_first(case, by=by, at=at))
    if receipt:
        telling.citizen(case, "receipt", key="1", at=at)
    told = details.add(case, answers=answers) if answers else ()
    return _number(case, year=local_day(at).year, told=told)


def _number(case, *, year, told):
    case.reference = take_next(case.commune, year=year)
    case.search_text = searchable(case, details=told)
    written = {name: getattr(case, name) for name in ("reference", "search_text", "due_at")}
    Case.objects.filter(pk=case.pk).update(**written)
    return case


def searchable(case, *, details=(), heard=()):
    """What a case is found by, folded: reference, words, place, name, phone, details; `heard`: transcripts."""
    own = (case.reference, case.subject, case.description, case.address, case.name, case.phone)
    asked = (text for detail in details for text in {detail.text_ar, detail.text_fr})
    return normalise(" ".join(part for part in (*own, case.external_reference, *asked, *heard) if part))
