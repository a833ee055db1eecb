"""Emergency alerts in the backoffice: one short form, sent with one press, changed and called off on the same page."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import formats
from portal.backoffice import context
from portal.headers import using

from ..forms.alerts import AlertForm, EndForm, IssueForm
from ..forms.items import first_values
from ..models import Alert
from ..services import alerting, editing, mailings
from ..services.errors import NotPossible
from .desk import BOTH, for_publishers, page_of, say_at_fields, say_what_lacks, standing_of
from .held import attach, hold

IN_ONE_DAY = 24  # hours that a new alert holds, unless somebody says otherwise


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def alert_add(request):
    at = timezone.now()
    if request.method != "POST":
        until = timezone.localtime(at + timedelta(hours=IN_ONE_DAY)).replace(minute=0)
        first = {"kind": "met", "severity": "severe", "everywhere": True, "lapses_at": until}
        return show(request, AlertForm(commune=request.commune, at=at, initial=first))
    form = hold(request, AlertForm(request.POST, commune=request.commune, at=at), at=at)
    if not form.is_valid():
        return show(request, form)
    alert = alerting.begin(request.commune, by=request.user, at=at, **form.given())
    return _kept(request, form, alert, at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def alert_edit(request, pk):
    """A draft is kept; of one that was sent, what is kept is an update, and goes out at once."""
    alert, at = alert_here(request, pk), timezone.now()
    if request.method != "POST":
        return show(request, form_of(request, alert), alert)
    form = hold(request, AlertForm(request.POST, commune=request.commune, item=alert, at=at), at=at)
    if not form.is_valid():
        return show(request, form, alert)
    try:
        if alert.number:
            alerting.update(alert, seen=form.cleaned_data["seen"] or 0, by=request.user, at=at, **form.given())
        else:
            editing.change(alert, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, alert_here(request, pk))
    except (alerting.Overtaken, NotPossible) as stopped:
        form.add_error(None, _why(stopped))
        return show(request, form, alert_here(request, pk))
    return _kept(request, form, alert, at)


@require_http_methods(BOTH)
@for_publishers
def alert_issue(request, pk):
    alert, at = alert_here(request, pk), timezone.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_of(alert))
    form = IssueForm(request.POST, item=alert)
    if not form.is_valid():
        return show(request, form_of(request, alert), alert, issue_form=form)
    try:
        alerting.issue(alert, by=request.user, at=at, **form.cleaned_data)
    except editing.Incomplete as lacks:
        say_what_lacks(form, lacks)
        return show(request, form_of(request, alert), alert_here(request, pk), issue_form=form)
    except (alerting.Overtaken, NotPossible):
        messages.error(request, _("It was sent already: somebody was faster."))
    else:
        messages.success(request, _("The alert is on top of every page, and goes out to all who follow."))
    return HttpResponseRedirect(page_of(alert))


@require_http_methods(BOTH)
@for_publishers
def alert_end(request, pk):
    alert, at = alert_here(request, pk), timezone.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_of(alert))
    form = EndForm(request.POST, item=alert)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            alerting.end(alert, seen=given.pop("seen") or 0, by=request.user, at=at, **given)
        except (alerting.Overtaken, NotPossible) as stopped:
            form.add_error(None, _why(stopped))
    if form.errors:
        return show(request, form_of(request, alert), alert_here(request, pk), end_form=form)
    messages.success(request, _("The alert is called off: the pages are free of it, and all who follow are told."))
    return HttpResponseRedirect(page_of(alert))


def _why(stopped):
    """Why what was written did not go out; what was typed stands there still, to be sent again or not."""
    if isinstance(stopped, NotPossible):
        return _("This alert is over: nothing more can be sent of it. Write a new one.")
    last = stopped.message
    told = {"who": last.by, "when": formats.clock(last.at)}
    return _("%(who)s sent another message at %(when)s: read it below, then send yours again if it still holds.") % told


def _kept(request, form, alert, at):
    attach(form, alert, by=request.user, at=at)
    sent = _("The update goes out to all who follow.")
    messages.success(request, sent if alert.number else _("“%(title)s” is kept.") % {"title": alert})
    return HttpResponseRedirect(page_of(alert))


def form_of(request, alert):
    """The form of an alert as it is kept."""
    return AlertForm(commune=request.commune, item=alert, at=timezone.now(), initial=first_values(alert, AlertForm))


def show(request, form, alert=None, **bound):
    """The page on which an alert is written; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": alert, "at": at}
    if alert:
        shown |= standing_of(alert, at) | {
            "in_force": alert.number and alert.is_in_force(at),
            "total": sum(mailings.count(alert, at=at).values()),
            "said": list(alert.messages.select_related("by").order_by("-number")),
            "issue_form": IssueForm(item=alert),
            "end_form": EndForm(item=alert),
            **bound,
        }
    return context.show(request, "communications/alert_edit.html", shown)


def alert_here(request, pk):
    """An alert of this commune. Raise Http404."""
    return get_object_or_404(Alert.objects.of(request.commune).select_related("department", "commune"), pk=pk)
