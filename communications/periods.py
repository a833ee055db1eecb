"""How long what names a person is kept here, read from the rounds that keep to it."""

from django.utils.translation import gettext as _

from .services import attending, consulting, subscribing
from .states.petitions import UNCONFIRMED_FOR


def of(commune):
    return {
        _("Addresses that never confirmed that they follow the news"): (subscribing.UNCONFIRMED_FOR.days, "days"),
        _("Signatures of a petition that were never confirmed"): (UNCONFIRMED_FOR.days, "days"),
        _("Who registered for an event, after it"): (attending.KEPT_FOR.days, "days"),
        _("Addresses of who took part in a consultation, after its outcome"): (consulting.KEPT_FOR.days, "days"),
    }
