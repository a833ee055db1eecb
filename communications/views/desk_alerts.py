"""Emergency alerts in the backoffice: one short form, sent with one press, changed and called off on the same page."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import formats

from ..forms.alerts import AlertForm, EndForm, IssueForm
from ..models import Alert
from ..services import alerting, editing, mailings
from ..services.errors import NotPossible
from .writing import BOTH, Writing, for_publishers, page_of, say_what_lacks

IN_ONE_DAY = 24  # hours that a new alert holds, unless somebody says otherwise


class AlertWriting(Writing):
    """A draft is kept; of one that was sent, what is kept is an update, and goes out at once."""

    MODEL, FORM = Alert, AlertForm
    TEMPLATE = "communications/alert_edit.html"
    STOPS = (alerting.Overtaken, NotPossible)

    def first(self, request, at):
        until = timezone.localtime(at + timedelta(hours=IN_ONE_DAY)).replace(minute=0)
        return {"kind": "met", "severity": "severe", "everywhere": True, "lapses_at": until}

    def begin(self, commune, form, *, by, at):
        return alerting.begin(commune, by=by, at=at, **form.given())

    def change(self, form, alert, *, by, at):
        if alert.number:
            alerting.update(alert, seen=form.cleaned_data["seen"] or 0, by=by, at=at, **form.given())
        else:
            editing.change(alert, by=by, at=at, **form.given())

    def say(self, form, stopped):
        form.add_error(None, _why(stopped))

    def kept_words(self, alert):
        return _("The update goes out to all who follow.") if alert.number else super().kept_words(alert)

    def beside(self, alert, at):
        return {
            "in_force": alert.number and alert.is_in_force(at),
            "total": sum(mailings.count(alert, at=at).values()),
            "said": list(alert.messages.select_related("by").order_by("-number")),
            "issue_form": IssueForm(item=alert),
            "end_form": EndForm(item=alert),
        }


ALERTS = AlertWriting()


@require_http_methods(BOTH)
@for_publishers
def alert_issue(request, pk):
    alert, at = ALERTS.here(request, pk), timezone.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_of(alert))
    form = IssueForm(request.POST, item=alert)
    if not form.is_valid():
        return ALERTS.show(request, ALERTS.form_of(request, alert), alert, issue_form=form)
    try:
        alerting.issue(alert, by=request.user, at=at, **form.cleaned_data)
    except editing.Incomplete as lacks:
        say_what_lacks(form, lacks)
        return ALERTS.show(request, ALERTS.form_of(request, alert), ALERTS.here(request, pk), issue_form=form)
    except (alerting.Overtaken, NotPossible):
        messages.error(request, _("It was sent already: somebody was faster."))
    else:
        messages.success(request, _("The alert is on top of every page, and goes out to all who follow."))
    return HttpResponseRedirect(page_of(alert))


@require_http_methods(BOTH)
@for_publishers
def alert_end(request, pk):
    alert, at = ALERTS.here(request, pk), timezone.now()
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
        return ALERTS.show(request, ALERTS.form_of(request, alert), ALERTS.here(request, pk), end_form=form)
    messages.success(request, _("The alert is called off: the pages are free of it, and all who follow are told."))
    return HttpResponseRedirect(page_of(alert))


def _why(stopped):
    """Why what was written did not go out; what was typed stands there still, to be sent again or not."""
    if isinstance(stopped, NotPossible):
        return _("This alert is over: nothing more can be sent of it. Write a new one.")
    last = stopped.message
    told = {"who": last.by, "when": formats.clock(last.at)}
    return _("%(who)s sent another message at %(when)s: read it below, then send yours again if it still holds.") % told
