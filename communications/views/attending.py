"""Coming to an event without an account: say so, see what stands by the link of the message, say no again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import rates
from portal.backoffice import context
from portal.cases.codes import unsealed
from portal.views import held

from .. import shown
from ..forms.attending import RegisterForm
from ..mail import REGISTERED
from ..models import Event, Registration
from ..services import attending
from ..services.errors import NotPossible
from .desk_events import EVENTS
from .following import BOTH
from .writing import for_publishers


@never_cache
@require_http_methods(BOTH)
def register(request, pk):
    """Opening the page changes nothing; it says the same to everybody, whether an address is noted already or not."""
    at = timezone.now()
    event = Event.objects.of(request.commune).public(at).filter(pk=pk, takes_registrations=True).first()
    if event is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, event, RegisterForm(initial={"language": translation.get_language(), "people": 1}))
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _ask(request, event, form)
    given = form.given()
    if wait := rates.spend(request, "contact", target=given["address"]):
        form.add_error(None, wait.sentence)
        return held(_ask(request, event, form), wait)
    try:
        attending.register(event, at=at, **given)
    except NotPossible:
        form.add_error(None, _("It is too late to register for this event."))
        return _ask(request, event, form)
    return redirect(f"{reverse('communications:register', args=[pk])}?sent={given['channel']}")


def _ask(request, event, form):
    own = {"sent": request.GET.get("sent", "") if not form.is_bound else "", "free": attending.free(event)}
    own |= {"open": event.may_register(timezone.now()), "line": shown.of_event(event)}
    return render(request, "communications/register.html", {"form": form, "event": event, **own})


@never_cache
@require_http_methods(BOTH)
def registration(request, token):
    """What stands for one address, opened by the link of its message; POST: it does not come."""
    at = timezone.now()
    rows = Registration.objects.filter(event__commune=request.commune).select_related("event")
    row = rows.filter(pk=unsealed(REGISTERED, token)).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        if attending.cancel(row, at=at):
            messages.success(request, _("It is noted that you do not come. Thank you for saying so."))
        return redirect("communications:registration", token)
    known = {"registration": row, "line": shown.of_event(row.event), "is_past": row.event.is_past(at)}
    return render(request, "communications/registration.html", known)


@require_safe
@for_publishers
def registration_list(request, pk):
    """Who comes and who waits, to be printed for the door; how they are reached is not shown."""
    event = EVENTS.here(request, pk)
    rows = list(event.registrations.held())
    many = {"coming": event.registrations.coming().many(), "waiting": event.registrations.waiting().many()}
    return context.show(request, "communications/registrations.html", {"item": event, "rows": rows, **many})
