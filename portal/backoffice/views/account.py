"""The person at work: language, alerts and sign-out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import services

from .. import context
from ..forms.alerts import AlertsForm


@require_POST
def language_choose(request):
    """Speak another language from now on, and stay on the page."""
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        services.choose_language(request.user, language=code)
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = reverse("backoffice:index")
    return HttpResponseRedirect(there)


@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request):
    """The keys of the office, and whether they act."""
    if request.method == "POST":
        services.choose_shortcuts(request.user, on=request.POST.get("shortcuts") == "on")
        return HttpResponseRedirect(reverse("backoffice:shortcuts"))
    return context.show(request, "backoffice/shortcuts.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def alerts_choose(request):
    """How this person is told what is due: in the morning, or each alert by itself."""
    form = AlertsForm(request.POST or None, initial={"alerts": request.user.alerts})
    if request.method == "POST" and form.is_valid():
        services.choose_alerts(request.user, alerts=form.cleaned_data["alerts"])
        messages.success(request, _("Your choice was kept."))
        return HttpResponseRedirect(reverse("backoffice:alerts"))
    return context.show(request, "backoffice/alerts.html", {"form": form})


def sign_out(request):
    """Signing out is allauth's page, which asks first."""
    return HttpResponseRedirect(reverse("account_logout"))
