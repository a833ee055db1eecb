"""Signing in, where one is signed in, and the form that a session's end interrupted."""

from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.views import held

from . import agents, interrupted, security


class SignInView(LoginView):
    """allauth's, with 429 when somebody has to wait."""

    def form_invalid(self, form):
        answer, wait = super().form_invalid(form), getattr(self.request, "wait", None)
        return held(answer, wait) if wait else answer


sign_in = SignInView.as_view()


def closed(request, key=""):
    """An address of allauth that has no use here."""
    raise Http404


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request):
    """Where one is signed in; any other place is signed out from here, or all of them."""
    mine = UserSession.objects.filter(user=request.user)
    current = request.session.session_key
    if request.method == "POST":
        pk = request.POST.get("end", "")
        if pk == "others":
            security.end_sessions(request.user, but=current)
            messages.success(request, _("You are signed out everywhere else."))
        else:
            get_object_or_404(mine.exclude(session_key=current), pk=pk if pk.isdigit() else None).end()
            messages.success(request, _("That device is signed out."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    UserSession.objects.purge_and_list(request.user)
    rows = [
        {"session": row, "device": agents.device(row.user_agent), "current": row.session_key == current}
        for row in mine.order_by("-last_seen_at")
    ]
    rows.sort(key=lambda row: not row["current"])
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@never_cache
@login_required
def resume(request):
    """After signing in again: what was typed when the session had ended, ready to be sent."""
    typed = interrupted.taken_up(request)
    if typed is None:
        return redirect("backoffice:index")
    return render(request, "accounts/resume.html", {**typed, "may_resend": True})
