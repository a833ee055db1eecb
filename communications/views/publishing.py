"""Publishing, taking away, cancelling: small forms on the page of a publication, which come back there when wrong."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms.events import CancelForm
from ..forms.items import PublishForm, WithdrawForm
from ..services import editing, publishing, scheduling
from ..services.errors import Heard, NotPossible
from ..states.alerts import ALERT
from ..states.consultations import CONSULTATION
from ..states.decisions import DECISION
from ..states.items import EVENT
from ..states.library import DOCUMENT
from . import desk, desk_alerts, desk_consultations, desk_decisions, desk_events, desk_library
from .desk import BOTH, for_publishers, item_here, page_of, say_what_lacks

# What is no announcement: the pages on which it is written, and how it is found
WRITTEN = {
    EVENT: (desk_events, desk_events.event_here),
    ALERT: (desk_alerts, desk_alerts.alert_here),
    DECISION: (desk_decisions, desk_decisions.decision_here),
    DOCUMENT: (desk_library, desk_library.document_here),
    CONSULTATION: (desk_consultations, desk_consultations.consultation_here),
}


@require_http_methods(BOTH)
@for_publishers
def item_publish(request, pk):
    item, at = item_here(request, pk), timezone.now()
    if request.method != "POST" or item.model == ALERT:
        return HttpResponseRedirect(page_of(item))
    form = PublishForm(request.POST, item=item, at=at)
    if not form.is_valid():
        return _again(request, item, publish_form=form)
    try:
        publishing.publish(item, by=request.user, at=at, **form.cleaned_data)
    except editing.Incomplete as lacks:
        say_what_lacks(form, lacks)
        return _again(request, item, publish_form=form)
    except NotPossible:
        messages.error(request, _("It is public already: somebody was faster."))
    else:
        messages.success(request, _("“%(title)s” is published.") % {"title": item})
    return HttpResponseRedirect(page_of(item))


@require_http_methods(BOTH)
@for_publishers
def item_withdraw(request, pk):
    item = item_here(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(page_of(item))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _again(request, item, withdraw_form=form)
    try:
        publishing.withdraw(item, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Heard:
        form.add_error(None, _("People have been heard here: publish what came of it, then it may be taken away."))
        return _again(request, item, withdraw_form=form)
    except NotPossible:
        messages.error(request, _("It is not public: somebody was faster."))
    else:
        messages.success(request, _("“%(title)s” is no longer public.") % {"title": item})
    return HttpResponseRedirect(page_of(item))


@require_http_methods(BOTH)
@for_publishers
def event_cancel(request, pk):
    event = desk_events.event_here(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(page_of(event))
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _again(request, event, cancel_form=form)
    try:
        scheduling.cancel(event, by=request.user, at=timezone.now(), **form.cleaned_data)
    except NotPossible:
        messages.error(request, _("It was cancelled already."))
    else:
        messages.success(request, _("It is cancelled: its page and all calendars say so."))
    return HttpResponseRedirect(page_of(event))


def _again(request, item, **bound):
    """The page of a publication, with one of its small forms as it came back."""
    pages, here = WRITTEN.get(item.model, (desk, item_here))
    own = here(request, item.pk)
    return pages.show(request, pages.form_of(request, own), own, **bound)
