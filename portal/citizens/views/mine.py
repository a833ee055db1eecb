"""The cases of a verified address, and what its holder sets for all of them."""

from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases import access, due
from portal.cases.models import Case
from portal.views import render_part

from ..forms import NewContactForm, PreferencesForm
from ..models import OneTimeCode
from ..services import preferences
from .signing import send

ROWS = 20


def for_citizen(view):
    """Give the view the Contact that this browser verified; without one, show the sign-in."""

    @never_cache
    @wraps(view)
    def signed_in_first(request, **arguments):
        contact = access.signed_in(request)
        return view(request, contact, **arguments) if contact else redirect("citizens:sign_in")

    return signed_in_first


def cases_of(request, contact):
    return Case.objects.of(request.commune).opened_by(contact)


@require_safe
@for_citizen
def case_list(request, contact):
    cases = cases_of(request, contact).select_related("topic").defer("description", "search_text")
    page = Paginator(cases.order_by("-opened_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    at = timezone.now()
    context = {
        "contact": contact,
        "page": page,
        "rows": [{"case": case, "due": due.words(case, at=at), "is_late": case.is_overdue(at)} for case in page],
        "elsewhere": Case.objects.of(request.commune).reached_elsewhere(contact).count(),
    }
    return render_part(request, "citizens/case_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizen
def preferences_set(request, contact):
    """Name, language and channel of all open cases; the newest of them says what stands in the form."""
    cases = cases_of(request, contact).open()
    newest = cases.order_by("-opened_at", "-pk").first()
    if newest is None:
        return render_part(request, "citizens/preferences_set.html", {"contact": contact, "form": None})
    both = cases.exclude(email="").exclude(phone="").exists()
    current = newest.contact.channel if newest.contact else contact.channel
    initial = {"name": newest.name, "language": newest.language, "reached_by": current}
    form = PreferencesForm(request.POST if request.method == "POST" else None, both=both, initial=initial)
    if form.is_valid():
        preferences.change(request.commune, contact=contact, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. It holds for all your open cases."))
        return redirect("citizens:case_list")
    context = {"contact": contact, "form": form, "newest": newest}
    return render_part(request, "citizens/preferences_set.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizen
def address_change(request, contact):
    form = NewContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and send(request, form, OneTimeCode.Purpose.CHANGE):
        return redirect("citizens:code_enter")
    return render_part(request, "citizens/address_change.html", {"contact": contact, "form": form})
