"""The whole of a case as a PDF, for the desk or to be handed over."""

import structlog
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.cases import rules
from portal.cases.letters.compiling import LetterFailed

from .. import paper
from ..case_page import page_of
from ..dossier import Dossier
from .case import visible_case

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def case_paper(request, reference):
    """In the language of the person at work; `?for=person` leaves out what is internal."""
    case = visible_case(request, reference)
    dossier = Dossier(case, knows_person=rules.works_on(request.user, case))
    internal = request.GET.get("for") != "person"
    of = {"kind": page_of(case).kind_of(case), "at": timezone.now(), "by": request.user, "internal": internal}
    try:
        made = paper.dossier_pdf(dossier, **of)
    except LetterFailed as failure:
        log.error("letter_failed", case=case.pk, reason=str(failure))
        messages.error(request, _("The PDF could not be made now. Print this page instead, or try again in a moment."))
        return HttpResponseRedirect(reverse("backoffice:case", args=[reference]))
    headers = {"Content-Disposition": content_disposition_header(False, f"{reference}.pdf")}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
