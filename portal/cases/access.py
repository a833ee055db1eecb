"""Which cases this browser may open: those it filed, those whose reference and code it gave, and those of the address
that it verified by a one-time code.

Of the first two the session keeps ids only, with the version of the code, so that a new code shuts the old sessions
out. A verified address counts in its commune alone, for SIGNED_IN_FOR; it is no User, so it opens nothing of the
backoffice, whoever else has the same address. Staff see what `visible_to` shows them.
"""

from datetime import datetime, timedelta

from portal.prepared import Prepared

from .contacts import Contact
from .models import Attachment, Case, Upload

CITIZEN = "citizen"
SIGNED_IN_FOR = timedelta(hours=2)
GRANTED = "cases"
FORMS = "forms"
MOST = 50


def grant(request, case):
    """Let this session open a case from now on. A fresh session key: nobody shares it who knew the old one."""
    if request.session.session_key and not _granted(request):
        request.session.cycle_key()
    versions = {**_granted(request), str(case.pk): case.code_version}
    request.session[GRANTED] = dict(list(versions.items())[-MOST:])


def revoke(request, case):
    """Forget a case on this device."""
    request.session[GRANTED] = {pk: version for pk, version in _granted(request).items() if pk != str(case.pk)}


def is_granted(request, case):
    return _granted(request).get(str(case.pk)) == case.code_version or is_owned(request, case)


def sign_in(request, contact, *, at):
    """Remember a verified address. A fresh session key: nobody shares it who knew the old one."""
    request.session.cycle_key()
    request.session[CITIZEN] = {"commune": request.commune.pk, "contact": list(contact), "at": at.isoformat()}


def signed_in(request):
    """The Contact that this browser verified in this commune, or None."""
    kept = request.session.get(CITIZEN)
    return Contact(*kept["contact"]) if kept and kept["commune"] == request.commune.pk else None


def lapse(request, *, at):
    """Forget a verified address whose time is over."""
    kept = request.session.get(CITIZEN)
    if kept and datetime.fromisoformat(kept["at"]) + SIGNED_IN_FOR <= at:
        del request.session[CITIZEN]


def sign_out(request):
    """Forget the address and every case that this browser may open. Staff who are signed in stay so."""
    for key in (CITIZEN, GRANTED, FORMS):
        request.session.pop(key, None)
    request.session.cycle_key()


def is_owned(request, case):
    """Whether the verified address of this browser opens a case of this commune."""
    contact = signed_in(request)
    return contact is not None and case.commune_id == request.commune.pk and contact.opens(case)


def granted_cases(request):
    """The cases of this commune that this session filed or gave the code of."""
    return _cases(request).filter(pk__in=list(_granted(request)))


def has_granted(request):
    """Whether this session may open any case as its citizen."""
    return bool(_granted(request))


def granted_case(request, reference):
    """The case of this commune that this session may open as its citizen, or None; the same for an unknown one."""
    case = _by_reference.first(commune=request.commune.pk, reference=reference)
    if case is None or not is_granted(request, case):
        return None
    case.commune = request.commune  # the same row, loaded already
    return case


def readable_case(request, reference):
    """The case whose receipt and letters may be read here: the citizen's, or one that staff may see; else None."""
    return granted_case(request, reference) or _staff_case(request, reference)


def readable_file(request, key):
    """The Attachment or kept Upload with this key that may be read here, else None. Internal ones: staff only."""
    of_case = Attachment.objects.filter(key=key, case__commune=request.commune).select_related("case").first()
    if of_case is None:
        return Upload.objects.filter(key=key, commune=request.commune, token__in=_forms(request)).first()
    if is_granted(request, of_case.case) and not of_case.internal:
        return of_case
    return of_case if _staff_case(request, of_case.case.reference) else None


def remember_form(request, token):
    """Let this session see the files that it keeps under a form's token."""
    token = str(token)
    if not has_form(request, token):
        request.session[FORMS] = [*_forms(request), token][-MOST:]


def has_form(request, token):
    """Whether files came with this form, in this session."""
    return str(token) in _forms(request)


def _staff_case(request, reference):
    if not request.user.is_authenticated:
        return None
    return _cases(request).visible_to(request.user, request.commune).filter(reference=reference).first()


def _cases(request):
    return _whole(request.commune)


def _whole(commune):
    return Case.objects.of(commune).select_related("topic", "department", "district")


@Prepared
def _by_reference(commune, reference):
    return _whole(commune).filter(reference=reference)[:1]


def _granted(request):
    return request.session.get(GRANTED, {})


def _forms(request):
    return request.session.get(FORMS, [])
