"""Public consultations: people are heard, what they say is read before it is shown, and they are told the outcome.

What came of it is owed from the day after it closes, and staff are reminded; without it nothing ends a consultation.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction

from portal.notifications import outbox
from portal.notifications.models import Notification
from portal.workdays.arithmetic import local_day

from ..models import Contribution, PublicConsultation
from ..states.consultations import CONSULTATION, OUTCOME, Reading, Stage
from ..states.items import Happening
from . import editing, owing
from .errors import NotPossible

TEMPLATE = "communications/mail/outcome"
KEPT_FOR = timedelta(days=30)  # an address, after the outcome was told
WORDS = ["outcome_ar", "outcome_fr"]


@transaction.atomic
def begin(commune, *, by, at, **fields):
    """A draft of a consultation."""
    consultation = editing.begin(commune, child=PublicConsultation, by=by, at=at, **fields)
    _owe(consultation, by=by, at=at)
    return consultation


@transaction.atomic
def change(consultation, *, by, at, **fields):
    """Change a consultation. Raise editing.Incomplete for a public one that would lack something; NotPossible."""
    _lock(consultation)
    editing.change(consultation, by=by, at=at, **fields)
    _owe(consultation, by=by, at=at)
    return consultation


@transaction.atomic
def contribute(consultation, *, token, at, **said):
    """Keep what somebody says: text, name, language, channel, address. Raise NotPossible while it is not open.

    The same token again gives the first one.
    """
    current = PublicConsultation.objects.get(pk=consultation.pk)
    if not current.is_public(at) or current.stage(at) != Stage.OPEN:
        raise NotPossible(consultation)
    try:
        with transaction.atomic():
            return Contribution.objects.create(consultation=current, token=token, at=at, **said)
    except IntegrityError:
        return Contribution.objects.get(token=token)


@transaction.atomic
def show(contribution, *, by, at):
    """Let everybody read it."""
    _read(contribution, Reading.SHOWN, "", by=by, at=at)


@transaction.atomic
def hide(contribution, *, by, at, reason):
    """Let nobody but staff read it, for a reason that is kept; it counts all the same."""
    _read(contribution, Reading.HIDDEN, reason, by=by, at=at)


def _read(contribution, reading, reason, *, by, at):
    read = {"reading": reading, "reason": reason, "read_by": by, "read_at": at}
    Contribution.objects.filter(pk=contribution.pk).update(**read)
    PublicConsultation.objects.filter(pk=contribution.consultation_id).update(changed_at=at)


@transaction.atomic
def conclude(consultation, *, by, at, outcome_ar, outcome_fr, led_to=None):
    """Publish what was decided and why, and tell who took part. Raise NotPossible before it closed, or twice."""
    current = _lock(consultation)
    if current.stage(at) != Stage.WAITING:
        raise NotPossible(consultation)
    words = {"outcome_ar": outcome_ar, "outcome_fr": outcome_fr}
    for name, value in {**words, "led_to": led_to, "concluded_at": at, "changed_at": at}.items():
        setattr(consultation, name, value)
    consultation.save(update_fields=[*editing.columns(WORDS), "led_to", "concluded_at", "changed_at"])
    owing.met(CONSULTATION, consultation.pk, kind=OUTCOME, by=by, at=at)
    consultation.record(Happening.CONCLUDED, by=by, at=at)
    outbox.queue_many([_told(row, at) for row in consultation.contributions.exclude(address="")])


def may_be_taken_away(consultation):
    """Not once somebody has said something: then it ends with its outcome."""
    return consultation.concluded_at is not None or not consultation.contributions.exists()


@transaction.atomic
def forget(*, at):
    """Delete the addresses of those who were told the outcome a month ago. Return how many."""
    old = Contribution.objects.exclude(address="").filter(consultation__concluded_at__lt=at - KEPT_FOR)
    gone = list(old.select_related("consultation__commune")[:1000])
    for row in gone:
        outbox.forget_to(row.consultation.commune, address=row.address, models=[Contribution])
    return Contribution.objects.filter(pk__in=[row.pk for row in gone]).update(address="", channel="")


def _lock(consultation):
    """The row as it stands now. Raise NotPossible for one that is concluded."""
    current = PublicConsultation.objects.select_for_update().get(pk=consultation.pk)
    if current.concluded_at is not None:
        raise NotPossible(consultation)
    return current


def _owe(consultation, *, by, at):
    link = f"/backoffice/consultations/{consultation.pk}/"
    subject = owing.subject_of(consultation, type=CONSULTATION, link=link)
    owing.owe_once(subject, {OUTCOME: local_day(consultation.closes_at)}, by=by, at=at)


def _told(row, at):
    return Notification(
        commune_id=row.consultation.commune_id,
        key=f"contribution:{row.pk}:outcome",
        channel=row.channel,
        recipient=row.address,
        language=row.language,
        template=TEMPLATE,
        context={"to": "contributor", "contribution": row.pk},
        about=f"{Contribution._meta.label_lower}:{row.pk}",
        queued_at=at,
        next_try_at=at,
    )
