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
from .desk import ANNOUNCEMENTS, item_here
from .desk_alerts import ALERTS
from .desk_consultations import CONSULTATIONS
from .desk_decisions import DECISIONS
from .desk_events import EVENTS
from .desk_library import DOCUMENTS
from .writing import BOTH, for_publishers, page_of, say_what_lacks

# How what is no announcement is written
WRITTEN = {EVENT: EVENTS, ALERT: ALERTS, DECISION: DECISIONS, DOCUMENT: DOCUMENTS, CONSULTATION: CONSULTATIONS}


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
    event = EVENTS.here(request, pk)
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
    writing = WRITTEN.get(item.model, ANNOUNCEMENTS)
    own = writing.here(request, item.pk)
    return writing.show(request, writing.form_of(request, own), own, **bound)
