"""Signing a petition without an account: a name, where one lives, and an address that says yes by a link."""

from django.db import transaction

from portal.notifications import addresses, outbox, suppressions
from portal.workdays.arithmetic import local_day

from ..models import Petition, Signature
from ..states.petitions import UNCONFIRMED_FOR
from . import petitioning
from .errors import NotPossible

TEMPLATE = "communications/mail/signature"


@transaction.atomic
def sign(petition, *, at, name, quarter, channel, address, language):
    """Note a signature and ask its address whether that was its own wish. Return the Signature, or None.

    None: this address is not written to. The same address signs once; it is asked again once a day at most, and
    nobody learns from a page whether it signed. Raise NotPossible for a petition that collects no more.
    """
    if not Petition.objects.select_for_update().get(pk=petition.pk).is_collecting:
        raise NotPossible(petition)
    if suppressions.holds(petition.commune, channel=channel, address=address, at=at):
        return None
    given = {"name": name, "quarter": quarter, "channel": channel, "address": address, "language": language, "at": at}
    digest = addresses.digest(channel, address)
    row, _made = Signature.objects.get_or_create(petition_id=petition.pk, digest=digest, defaults=given)
    outbox.queue(
        petition.commune,
        key=f"signature:{row.pk}:{local_day(at).isoformat()}",
        channel=channel,
        recipient=address,
        language=language,
        template=TEMPLATE,
        context={"to": "signer", "signature": row.pk},
        about=row,
        at=at,
    )
    return row


@transaction.atomic
def confirm(signature, *, at):
    """The address says yes. Return whether that was new. Raise NotPossible when the petition was deposited before."""
    petition = Petition.objects.select_for_update().get(pk=signature.petition_id)
    if not petition.is_collecting:
        raise NotPossible(signature)
    new = Signature.objects.filter(pk=signature.pk, confirmed_at=None).update(confirmed_at=at)
    petitioning.recount(petition)
    return bool(new)


@transaction.atomic
def take_back(signature):
    """It counts no more and nothing is kept of it. Raise NotPossible when the petition was deposited with it."""
    petition = Petition.objects.select_for_update().get(pk=signature.petition_id)
    if not petition.is_collecting:
        raise NotPossible(signature)
    _delete(signature, petition)
    petitioning.recount(petition)


@transaction.atomic
def erase(signature):
    """Nobody can be recognised in it any more; one that was deposited still counts."""
    petition = Petition.objects.select_for_update().get(pk=signature.petition_id)
    if petition.is_collecting or signature.confirmed_at is None:
        _delete(signature, petition)
        petitioning.recount(petition)
        return
    outbox.forget_to(petition.commune, address=signature.address, models=[Signature])
    blank = {"name": "", "quarter": "", "address": "", "digest": f"erased:{signature.pk}"}
    Signature.objects.filter(pk=signature.pk).update(**blank)


def _delete(signature, petition):
    outbox.forget_to(petition.commune, address=signature.address, models=[Signature])
    Signature.objects.filter(pk=signature.pk).delete()


def erase_all(case):
    """Delete who signed a petition whose words are erased; how many they were stays. Return how many rows changed."""
    rows = list(Signature.objects.filter(petition=case.pk).select_related("petition__commune"))
    for row in rows:
        _delete(row, row.petition)
    return len(rows)


def forget(*, at):
    """Delete what no address has confirmed for days. Return how many."""
    late = Signature.objects.filter(confirmed_at=None, at__lt=at - UNCONFIRMED_FOR).select_related("petition__commune")
    gone = list(late.order_by("pk")[:1000])
    for row in gone:
        _delete(row, row.petition)
    return len(gone)
