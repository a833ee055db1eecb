"""What the texts under templates/citizens/mail/ may say, worked out when they are sent: a code is never stored."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.communes.addresses import absolute

from .codes import one_time_code
from .models import DataRequest, OneTimeCode


def context(row):
    """The context of an outbox row, in the active language (its recipient's)."""
    model, _sep, pk = row.about.partition(":")
    if model == OneTimeCode._meta.label_lower:
        return _of_code(row, OneTimeCode.objects.get(pk=pk))
    request = DataRequest.objects.get(pk=pk)
    return {
        "asked": request,
        "text": request.reason,
        "url": absolute(row.commune, reverse("citizens:data")),
        "why": _("You receive this message because you asked this with your address."),
    }


def _of_code(row, code):
    return {
        "code": one_time_code(code),
        "purpose": code.purpose,
        "expires_at": code.expires_at,
        "url": absolute(row.commune, reverse("citizens:code_enter")),
        "why": _("You receive this message because somebody typed this address on the commune's portal."),
    }
