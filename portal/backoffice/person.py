"""Who the citizen of a case is: plain for those who handle the case, masked for the others who may see it."""

import phonenumbers
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.fields import REGION
from portal.cases.models import Case

from . import masking


def shown(case, *, named, reached):
    """[(label, value, address to call or write to, reads left to right)] about the person; nothing that is not known.

    `named`: the name may be read in full; `reached`: telephone and e-mail too.
    """
    phone, email = (case.phone, case.email) if reached else (masking.phone(case.phone), masking.email(case.email))
    facts = [
        (_("Name"), (case.name if named else masking.name(case.name)) or _("not given"), "", False),
        (_("Phone"), readable(phone) if reached else phone, f"tel:{phone}" if reached else "", True),
        (_("E-mail"), email, f"mailto:{email}" if reached else "", True),
        (_("Reads"), formats.language_name(case.language), "", False),
        (_("The answer goes by"), _way(case), "", False),
    ]
    return [fact for fact in facts if fact[1]]


def readable(number):
    """A number in E.164 as it is dialled in Morocco ("06 12 34 56 78"); one from abroad with its country."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    shape = phonenumbers.PhoneNumberFormat
    if phonenumbers.region_code_for_number(parsed) != REGION:
        return phonenumbers.format_number(parsed, shape.INTERNATIONAL)
    digits = phonenumbers.format_number(parsed, shape.NATIONAL).replace("-", "").replace(" ", "")
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def others(case):
    """How many other open cases the same phone or e-mail has in the commune."""
    same = Case.objects.of(case.commune_id).open().exclude(pk=case.pk)
    if case.email:
        return same.filter(email__iexact=case.email).count()
    return same.filter(phone=case.phone).count() if case.phone else 0


def _way(case):
    if case.contact:
        return _("e-mail") if case.contact.is_email else _("SMS")
    return _("tracking page, with the code") if case.channel == "web" else _("hand or post")
