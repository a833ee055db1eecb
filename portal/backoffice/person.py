"""Who the citizen of a case is: plain for those who handle the case, masked for the others who may see it."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from portal.cases.models import Case

from . import masking


def shown(case, *, openly):
    """[(label, value, reads left to right)] about the person of a case; nothing that is not known."""
    plain = (case.name, case.phone, case.email)
    name, phone, email = (
        plain if openly else (masking.name(case.name), masking.phone(case.phone), masking.email(case.email))
    )
    facts = [
        (_("Name"), name or _("not given"), False),
        (_("Phone"), phone, True),
        (_("E-mail"), email, True),
        (_("Reads"), get_language_info(case.language)["name_local"], False),
        (_("The answer goes by"), _way(case), False),
    ]
    return [fact for fact in facts if fact[1]]


def others(case):
    """How many other open cases the same phone or e-mail has in the commune."""
    same = Case.objects.of(case.commune_id).open().exclude(pk=case.pk)
    if case.email:
        return same.filter(email__iexact=case.email).count()
    return same.filter(phone=case.phone).count() if case.phone else 0


def _way(case):
    if case.email:
        return _("e-mail")
    if case.phone:
        return _("SMS")
    return _("tracking page, with the code") if case.channel == "web" else _("hand or post")
