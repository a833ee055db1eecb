"""Requests for information: asking, and the figures that everybody may read."""

from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases.figures import board, yearly
from portal.views import render_part

from ..forms.requests import DeskRequestForm, RequestForm
from ..models import InformationRequest
from ..services import requesting
from ..states.requests import NATIONAL_PORTAL, REQUEST, RequestKind, Wanted
from . import asking

ASKING = asking.Asking(
    model=InformationRequest,
    kinds=RequestKind,
    form=RequestForm,
    desk_form=DeskRequestForm,
    file=requesting.file,
    template="communications/request_file.html",
    more=lambda _request: {"national": NATIONAL_PORTAL},
    first=lambda _request: {"wanted_as": Wanted.ELECTRONIC},
)


@cache_control(private=True, max_age=0)
@require_http_methods(["GET", "HEAD", "POST"])
def request_file(request):
    return asking.take(request, ASKING)


@require_safe
def request_figures(request):
    """What became of the requests of a period, without anybody in it: by month, kind and outcome."""
    asked, at = {"period": request.GET.get("period", "")}, timezone.now()
    shown = board.of(request.commune, model=REQUEST, kinds=RequestKind.choices, asked=asked, at=at, public=True)
    replies = yearly.replies(request.commune, model=REQUEST, period=shown.period)
    context = {"board": shown, "parts": [{"table": table} for table in [*shown.tables.values(), replies]]}
    return render_part(request, "communications/request_figures.html", context)
