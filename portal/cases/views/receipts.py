"""The receipt of a case, as a page and on paper, and the letters of its answers."""

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.views import render_part

from .. import access, codes, promise, rules
from ..letters import answer as answer_letter
from ..letters import qr, words
from ..letters import receipt as receipt_letter
from ..letters.compiling import LetterFailed
from .tracking import to_tracking

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def receipt(request, reference):
    """For the session that filed or gave the code, and for staff who handle the case; others get the tracking form."""
    case = _readable(request, reference)
    if case is None:
        return to_tracking(reference)
    promised = promise.of_case(case, at=timezone.now())
    files = list(case.attachments.filter(internal=False))
    context = {
        "case": case,
        "code": codes.tracking_code(case),
        "qr": qr.inline(_track_url(request, case), _("QR code: follow the case with your phone")),
        "rows": words.facts(case, files),
        "files": files,
        "facts": vars(promised) if promised else None,
        "steps": words.next_steps(case),
        "remedy": words.before_answer(case),
        "mine": access.is_granted(request, case),
    }
    return render_part(request, "cases/receipt.html", context)


@never_cache
@require_safe
def receipt_pdf(request, reference):
    case = _readable(request, reference)
    if case is None:
        return to_tracking(reference)
    url = _track_url(request, case)
    return _paper(request, case, lambda: receipt_letter.receipt_pdf(case, at=timezone.now(), track_url=url))


@never_cache
@require_safe
def answer_pdf(request, reference, number):
    case = _readable(request, reference)
    if case is None:
        return to_tracking(reference)
    found = case.answers.select_related("ground", "original").filter(number=number).first()
    if found is None:
        raise Http404
    return _paper(request, case, lambda: answer_letter.answer_pdf(found), number=number)


def _readable(request, reference):
    """The case whose paper may be read here, or None. Raise PermissionDenied for staff who see it without handling it:
    name and code are its citizen's, and whoever holds the code acts for the citizen."""
    case = access.readable_case(request, codes.clean_reference(reference))
    if case is None:
        return None
    if not access.is_granted(request, case) and not rules.works_on(request.user, case):
        raise PermissionDenied
    return case.concrete()


def _track_url(request, case):
    """The tracking page with the reference; the code is in the fragment, which no server ever sees or logs."""
    query = urlencode({"reference": case.reference})
    return request.build_absolute_uri(f"{reverse('cases:track')}?{query}") + f"#{codes.tracking_code(case)}"


def _paper(request, case, make, number=None):
    """The PDF that `make` returns; when it fails, the page that says the same, with a sentence."""
    try:
        pdf = make()
    except LetterFailed as failure:
        log.error("letter_failed", case=case.pk, reason=str(failure))
        messages.error(request, _("The PDF could not be made now. Print this page instead, or try again in a moment."))
        return redirect("cases:receipt" if number is None else "cases:case", case.reference)
    name = f"{case.reference}.pdf" if number is None else f"{case.reference}-{number}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
