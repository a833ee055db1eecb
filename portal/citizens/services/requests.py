"""Requests about personal data (law 09.08): asked by the holder of an address, decided by staff, then carried out.

An erasure takes the closed cases at once; an open one is erased when it closes, for the commune still owes its answer.
"""

from django.db import IntegrityError, transaction
from django.utils import translation

from portal import pillars
from portal.cases.keeping import first_kept
from portal.cases.models import Case, Deadline, DeadlineRule, Follower
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import deadlines, erasure
from portal.cases.states import DeadlineEventType, Reason, State
from portal.notifications import outbox
from portal.notifications.models import Notification
from portal.workdays.arithmetic import local_day, start_of

from ..models import DataRequest

MODEL = DataRequest._meta.label_lower
Outcome = DataRequest.Outcome


class AlreadyDecided(Exception):
    """Somebody decided this request first, or it was taken back."""


def ask(commune, *, contact, kind, language, at, words=False, text=""):
    """Write a request with the deadline for its decision; return it. One that waits already is returned instead."""
    fields = {"words": words, "text": text, "language": language, "at": at}
    try:
        with transaction.atomic():
            channel, address = contact
            row = DataRequest.objects.create(commune=commune, kind=kind, channel=channel, address=address, **fields)
            _start_deadline(row, at)
            return row
    except IntegrityError:
        first = DataRequest.objects.of(commune).asked_by(contact).waiting().filter(kind=kind).first()
        if first is None:
            raise
        return first


def _start_deadline(row, at):
    on = local_day(at)
    rules = DeadlineRule.objects.applicable(commune=row.commune_id, model=MODEL, kind=row.kind, topic=None, on=on)
    rule = rules.first()
    if rule:
        link = pillars.link("backoffice:data_request", row.pk) or ""
        titles = {language: _title(row, language) for language in ("ar", "fr")}
        names = {"subject_type": MODEL, "subject_id": row.pk, "titles": titles, "link": link}
        deadlines.start_for(row.commune, rule=rule, on=on, by=None, at=at, **names)


def _title(row, language):
    with translation.override(language):
        return translation.gettext("Request about personal data: %(kind)s") % {"kind": row.get_kind_display()}


@transaction.atomic
def take_back(row, *, at):
    """Who asked does not want it any more. Raise AlreadyDecided."""
    _settle(row, outcome=Outcome.TAKEN_BACK, at=at, by=None, finished_at=at)
    for deadline in _deadlines(row):
        deadlines.apply(deadline, DeadlineEventType.VOIDED, by=None, at=at, data={"reason": Reason.WITHDRAWN})


@transaction.atomic
def decide(row, *, by, at, outcome, reason=""):
    """Grant a request (in full, or for name and contacts only) or refuse it, with a reason; the person is told.

    Nothing is erased yet: `carry_out` does that, case by case. Raise AlreadyDecided.
    """
    erases = row.kind == DataRequest.Kind.ERASURE and outcome != Outcome.REFUSED
    _settle(row, outcome=outcome, reason=reason, by=by, at=at, finished_at=None if erases else at)
    for deadline in _deadlines(row):
        deadlines.apply(deadline, DeadlineEventType.MET, by=by, at=at)
    outbox.queue(
        row.commune,
        key=f"data_request:{row.pk}",
        channel=row.channel,
        recipient=row.address,
        language=row.language,
        template="citizens/mail/data_request",
        about=row,
        context={"to": "citizen"},
        at=at,
    )


def _settle(row, *, at, **fields):
    if not DataRequest.objects.filter(pk=row.pk).waiting().update(decided_at=at, **fields):
        raise AlreadyDecided
    for name, value in {"decided_at": at, **fields}.items():
        setattr(row, name, value)


def _deadlines(row):
    return Deadline.objects.unfinished().filter(subject_type=MODEL, subject_id=row.pk)


def cases_of(row):
    """The cases that a request is about: those its address opens, received before it was decided."""
    cases = Case.objects.of(row.commune_id).opened_by(row.contact)
    return cases.filter(opened_at__lte=row.decided_at) if row.decided_at else cases


def carry_out(row, *, at):
    """Erase what a granted request covers and is closed; return how many cases. Running it again goes on.

    The address follows no other person's case any more, and pillars keep nothing of it beside its cases.
    """
    count = 0
    Follower.objects.of(row.commune_id).at_address(row.contact).delete()
    pillars.forget_person(row.commune, row.contact, before=row.decided_at, at=at)
    for case in cases_of(row).filter(state=State.CLOSED).order_by("pk"):
        try:
            count += erasure.erase(case, by=row.by, at=at, words=row.erases_words)
        except ForbiddenMove:  # it was taken up again a moment ago: it comes with the next round
            continue
    _finish(row, at)
    return count


def carry_out_all(*, at):
    """Go on with every granted erasure: cases close, messages leave. Return how many cases were erased."""
    rows = DataRequest.objects.unfinished().filter(kind=DataRequest.Kind.ERASURE)
    return sum(carry_out(row, at=at) for row in rows.select_related("commune").order_by("pk"))


def forget_old(commune, *, at):
    """Empty the requests that were settled longer ago than the commune keeps closed cases. Return how many."""
    if not commune.retention_confirmed:
        return 0
    before = start_of(first_kept(local_day(at), commune.retention_months))
    old = DataRequest.objects.of(commune).filter(finished_at__lt=before)
    return old.exclude(address="", text="", reason="").update(address="", text="", reason="")


@transaction.atomic
def _finish(row, at):
    """Nothing is left and the person was told: the address goes out of the requests and their messages too."""
    told = not Notification.objects.about(row).filter(next_try_at__isnull=False).exists()
    if not told or cases_of(row).exists():
        return
    newer = Case.objects.of(row.commune_id).opened_by(row.contact).only("pk")
    outbox.forget_address(row.commune, address=row.address, keep=[Case(pk=case.pk) for case in newer])
    DataRequest.objects.filter(pk=row.pk).update(finished_at=at)
    for other in DataRequest.objects.of(row.commune_id).asked_by(row.contact).exclude(outcome=""):
        DataRequest.objects.filter(pk=other.pk).update(address="", text="", reason="")
