"""A form that was sent when its session had ended, or when we have to ask "is it you?" first: what was typed waits
in the session until its person has signed in again, or typed the password again."""

import time
from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import resolve_url
from django.urls import reverse

from portal import resend

from . import devices

KEY = "interrupted"
LONGEST = 200_000  # characters
AGE = 2 * 3600  # seconds


def to_sign_in(request):
    """Send a stranger to the sign-in page. What a member of staff had typed stands in the session, bound to them."""
    there = _keep(request, devices.last_person(request)) or request.get_full_path()
    return redirect_to_login(there, resolve_url("account_login"))


def confirmed(view):
    """Ask for the password, or the second proof, before a view that concerns the safety of accounts."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        adapter = get_adapter(request)
        if not adapter.is_reauthentication_required(app=""):
            return view(request, *args, **kwargs)
        ways = adapter.get_reauthentication_methods(request.user)
        if not ways:
            raise PermissionDenied
        there = _keep(request, request.user.pk) or request.get_full_path()
        return redirect_to_login(there, ways[0]["url"])

    return checked


def _keep(request, person):
    """Keep what was typed, bound to a person; the address that gives it back, or None when there is nothing to keep."""
    typed = resend.fields(request.POST)
    if person is None or not any(field.is_text for field in typed) or sum(len(f.value) for f in typed) > LONGEST:
        return None
    request.session[KEY] = {
        "person": person,
        "until": time.time() + AGE,
        "address": request.get_full_path(),
        "fields": [[field.name, field.value] for field in typed],
        "files": resend.file_inputs(request.FILES),
    }
    return reverse("accounts:resume")


def taken_up(request):
    """What this person had typed (address, fields, files), once; None when there is nothing, or it is not theirs."""
    kept = request.session.pop(KEY, None)
    if not kept or kept["person"] != request.user.pk or kept["until"] < time.time():
        return None
    fields = [resend.Field(name, value) for name, value in kept["fields"]]
    return {"address": kept["address"], "fields": fields, "files": kept["files"]}
