"""Asking the commune something, by citizens or by staff for them: one way for every kind of case that is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.shortcuts import redirect
from django.utils import timezone, translation

from portal import rates
from portal.accounts import interrupted
from portal.cases import access, promise
from portal.cases.models import DeadlineRule
from portal.cases.rules import may_file_for_citizen
from portal.cases.services import registration
from portal.views import held, render_part
from portal.workdays.arithmetic import local_day


@dataclass(frozen=True)
class Asking:
    """What is asked: `model` and `kinds` of the cases, the forms, the service that files, the page and its context."""

    model: Any
    kinds: Any
    form: Any
    desk_form: Any
    file: Callable[..., Any]
    template: str
    more: Callable[..., dict]
    first: Callable[..., dict]


def take(request, asking):
    """The form, or the receipt of what was sent; `?for=citizen`: staff enter what came in another way.

    The same form sent again leads to the first receipt.
    """
    at, at_desk = timezone.now(), request.GET.get("for") == "citizen"
    if at_desk and not request.user.is_authenticated:
        return interrupted.to_sign_in(request)
    if at_desk and not may_file_for_citizen(request.user, request.commune):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, asking, _form(request, asking, at, initial=_blank(request, asking, at)), at)
    token = token_of(request.POST)
    filed = registration.already_registered(asking.model, commune=request.commune, token=token)
    if filed:
        return _to_receipt(request, filed)
    typed = request.POST.copy()
    typed["submission_token"] = str(token)
    if "switch" in typed:  # go on in the other language
        return _page(request, asking, _form(request, asking, at, initial=typed.dict()), at)
    form = _form(request, asking, at, data=typed)
    return _file(request, asking, form, token, at) if form.is_valid() else _page(request, asking, form, at)


def _file(request, asking, form, token, at):
    wait = None if isinstance(form, asking.desk_form) else _wait(request, form)
    if wait:
        form.add_error(None, wait.sentence)
        return held(_page(request, asking, form, at), wait)
    by = request.user if request.user.is_authenticated else None
    try:
        made = asking.file(request.commune, by=by, at=at, submission_token=token, **form.facts())
    except IntegrityError:  # somebody entered the same number of the national portal a moment ago
        form.full_clean()
        if form.is_valid():
            raise
        return _page(request, asking, form, at)
    return _to_receipt(request, made)


def _wait(request, form):
    contact = form.cleaned_data["phone"] or form.cleaned_data["email"]
    return rates.spend(request, "file", target=contact and f"{contact} {rates.client_address(request)}")


def _form(request, asking, at, **options):
    if request.GET.get("for") == "citizen":
        return asking.desk_form(commune=request.commune, today=local_day(at), **options)
    return asking.form(commune=request.commune, **options)


def _blank(request, asking, at):
    return {
        "submission_token": uuid4(),
        "language": translation.get_language(),
        "channel": "counter",
        "received_on": local_day(at),
        **asking.first(request),
    }


def token_of(data):
    """The form's token; a fresh one where another program sent none, or nonsense."""
    try:
        return UUID(data.get("submission_token", ""))
    except ValueError:
        return uuid4()


def _page(request, asking, form, at):
    rules = [(kind, rule_of(request.commune, asking.model, kind, at)) for kind in asking.kinds]
    shown = {
        "form": form,
        "promises": [(kind, promise.of_rule(rule, at=at)) for kind, rule in rules if rule],
        "at_desk": isinstance(form, asking.desk_form),
        "language_form": "asking",
        **asking.more(request),
    }
    return render_part(request, asking.template, shown)


def rule_of(commune, model, kind, at):
    """The rule by which a case of this kind would be answered, filed now; None where there is none."""
    name = model._meta.label_lower
    rules = DeadlineRule.objects.applicable(commune=commune, model=name, kind=kind, topic=None, on=local_day(at))
    return rules.first()


def _to_receipt(request, made):
    access.grant(request, made)
    return redirect("cases:receipt", made.reference)
