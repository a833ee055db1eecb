"""What communications keep of an address: what it follows, where it registered, what it said and what it signed."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats

from . import shown
from .models import Contribution, Registration, Signature, Subscriber
from .services import attending, signing, subscribing


def of(commune, contact):
    """The parts of the copy of somebody's data, without those that are empty."""
    parts = [part(commune, contact) for part in (_followed, _registered, _said, _signed)]
    return [part for part in parts if part["lines"]]


def forget(commune, contact, *, before, at):
    """Erase it: follow nothing, come to nothing, and leave no name and address beside what was said."""
    address = {"channel": contact.channel, "address": contact.address}
    for subscriber in Subscriber.objects.of(commune).filter(at__lte=before, **address):
        subscribing.leave(subscriber)
    for registration in _registrations(commune, contact).filter(at__lte=before):
        attending.erase(registration, at=at)
    for signature in _signatures(commune, contact).filter(at__lte=before):
        signing.erase(signature)
    _contributions(commune, contact).filter(at__lte=before).update(name="", channel="", address="")


def _registrations(commune, contact):
    rows = Registration.objects.filter(event__commune=commune, channel=contact.channel, address=contact.address)
    return rows.select_related("event__commune")


def _contributions(commune, contact):
    rows = Contribution.objects.filter(consultation__commune=commune)
    return rows.filter(channel=contact.channel, address=contact.address).select_related("consultation")


def _signatures(commune, contact):
    rows = Signature.objects.filter(petition__commune=commune, channel=contact.channel, address=contact.address)
    return rows.select_related("petition__publication")


def _followed(commune, contact):
    people = Subscriber.objects.of(commune).filter(channel=contact.channel, address=contact.address)
    rows = [row for person in people for row in person.subscriptions.select_related(*shown.FOLLOWED)]
    return {
        "title": _("What you follow"),
        "lines": [_line(shown.followed(row), row.get_frequency_display(), row.at) for row in rows],
        "facts": [
            {"what": shown.followed(row), "frequency": row.frequency, "at": row.at, "confirmed_at": row.confirmed_at}
            for row in rows
        ],
    }


def _registered(commune, contact):
    rows = list(_registrations(commune, contact))
    return {
        "title": _("Where you registered"),
        "lines": [_line(str(row.event), row.name, row.people, row.get_status_display(), row.at) for row in rows],
        "facts": [
            {"event": str(row.event), "name": row.name, "people": row.people, "status": row.status, "at": row.at}
            for row in rows
        ],
    }


def _said(commune, contact):
    rows = list(_contributions(commune, contact))
    return {
        "title": _("What you said to consultations"),
        "lines": [_line(str(row.consultation), row.name, row.text, row.at) for row in rows],
        "facts": [
            {
                "consultation": str(row.consultation),
                "name": row.name,
                "text": row.text,
                "reading": row.reading,
                "at": row.at,
            }
            for row in rows
        ],
    }


def _signed(commune, contact):
    rows = list(_signatures(commune, contact))
    return {
        "title": _("The petitions that you signed"),
        "lines": [_line(_petition_of(row), row.name, row.quarter, row.at) for row in rows],
        "facts": [
            {
                "petition": _petition_of(row),
                "name": row.name,
                "quarter": row.quarter,
                "at": row.at,
                "confirmed_at": row.confirmed_at,
            }
            for row in rows
        ],
    }


def _petition_of(signature):
    """In its cleared words; one that is not public any more by its reference."""
    publication = getattr(signature.petition, "publication", None)
    return publication.subject if publication else signature.petition.reference


def _line(*parts):
    *words, at = parts
    return " · ".join([*(str(word) for word in words if word), formats.moment(at, get_language())])
