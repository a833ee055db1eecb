"""An item as a notice for a wall: A4, large type, a QR code that leads to its page."""

import structlog
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.cases.letters.compiling import LetterFailed

from .. import papers
from .items import asked_again, public_item

log = structlog.get_logger(__name__)
KEPT = 24 * 3600  # seconds; the key changes with the item
BOTH = "both"


@asked_again
@require_safe
def item_paper(request, pk):
    """`?in=both`: Arabic and French on one paper."""
    item, language = public_item(request, pk), translation.get_language()
    wanted = BOTH if request.GET.get("in") == BOTH and len(item.languages) > 1 else language
    key = f"notice:{item.pk}:{item.changed_at.timestamp()}:{wanted}:{language}"
    try:
        made = cache.get_or_set(key, lambda: papers.notice_pdf(item, wanted, address=request.build_absolute_uri), KEPT)
    except LetterFailed as failure:
        log.error("letter_failed", item=item.pk, reason=str(failure))
        messages.error(request, _("The PDF could not be made now. Print this page instead, or try again in a moment."))
        return redirect("communications:item_show", pk)
    headers = {"Content-Disposition": content_disposition_header(False, f"notice-{item.pk}.{wanted}.pdf")}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
