"""What is offered before something is filed a second time: other people's open cases, told so that nothing leaks."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal import rates
from portal.cases.views import following

from .. import likeness
from ..forms import ComplaintForm


def unseen(request, form, typed):
    """What the extra step shows: [] when nothing is similar, or when all of it was shown on this form already.

    A program that fills in the form without its `shown` field is not asked: it could not answer.
    """
    if "shown" not in typed:
        return []
    found = rows(request.commune, form.cleaned_data)
    shown = set(already_shown(typed).split())
    return [] if shown.issuperset(row["token"] for row in found) else found


def already_shown(typed):
    """The tokens of the cases that this form has shown, with a space between."""
    return " ".join(typed.getlist("shown"))[:2000]


def rows(commune, data):
    """The similar cases as templates show them: case, metres, token."""
    found = likeness.of_form(commune, data)
    return [{"case": s.case, "metres": s.metres, "token": following.join_token(s.case)} for s in found]


def page(request, form, found):
    """The extra step after "send": the form goes along in hidden fields, its files under their token."""
    hidden = [field for field in form if field.name != "files" and field.value() not in (None, "")]
    return render(request, "complaints/complaint_similar.html", {"hidden": hidden, **_context(found)})


@never_cache
@require_POST
@rates.limited("similar")
def complaint_similar(request):
    """The part of the form that says so while it is filled in; empty when there is nothing to say."""
    form = ComplaintForm(request.POST, commune=request.commune)
    form.is_valid()
    found = rows(request.commune, form.cleaned_data)
    return render(request, "complaints/_complaint_similar.html", _context(found))


def _context(found):
    return {"similar": found, "shown": " ".join(row["token"] for row in found)}
