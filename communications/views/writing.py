"""Writing a publication in the backoffice, whatever its kind: one form to begin with, to change, to come back to.

What came along is held before the form is cleaned; what is wrong comes back with all that was typed; what is public
and would lack something is said at its field. A kind is a subclass of Writing; the small forms beside it
(publish, take away…) are in publishing.py and come back by `show`.
"""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.backoffice import context
from portal.headers import using

from .. import completeness, rules
from ..forms.items import PublishForm, WithdrawForm, first_values
from ..services import editing, files
from ..states.alerts import ALERT
from ..states.consultations import CONSULTATION
from ..states.decisions import DECISION
from ..states.items import EVENT, LANGUAGES
from ..states.library import DOCUMENT
from .held import attach, hold

BOTH = ["GET", "HEAD", "POST"]
# Where they are written
PAGES = {
    EVENT: "backoffice:event_edit",
    ALERT: "backoffice:alert_edit",
    DECISION: "backoffice:decision_edit",
    DOCUMENT: "backoffice:document_edit",
    CONSULTATION: "backoffice:consultation_edit",
}
# The field at which a lack without a language is said
BESIDE = {"contact": "department", "where": "online_url", "signed": "signed_ar", "document": "document_ar"}


def for_publishers(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not rules.may_write(request.user, request.commune):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


ON_A_PAGE = method_decorator([require_http_methods(BOTH), for_publishers, using("microphone")])


class Writing:
    """How a kind of publication is written. `STOPS`: what its services raise and `say` tells on the form."""

    MODEL: Any
    FORM: Any
    TEMPLATE = ""
    STOPS: tuple = ()

    def first(self, request, at):
        """What an empty form begins with."""
        return {"everywhere": True}

    def kept_values(self, item):
        """What the form of an item begins with beside the fields of the same name."""
        return {}

    def begin(self, commune, form, *, by, at):
        """Make the item of a valid form; return it."""
        raise NotImplementedError

    def change(self, form, item, *, by, at):
        """Do to an item what a valid form says."""
        raise NotImplementedError

    def say(self, form, stopped):
        """Put into words, on the form, why it was stopped (one of STOPS)."""

    def beside(self, item, at):
        """What the page of such an item shows besides."""
        return {}

    def here(self, request, pk):
        """An item of this commune. Raise Http404."""
        return get_object_or_404(self.MODEL.objects.of(request.commune).select_related("department", "commune"), pk=pk)

    @ON_A_PAGE
    def add(self, request):
        at = timezone.now()
        if request.method != "POST":
            return self.show(request, self._form(request, at, initial=self.first(request, at)))
        form = hold(request, self._form(request, at, data=request.POST), at=at)
        if not form.is_valid():
            return self.show(request, form)
        try:
            item = self.begin(request.commune, form, by=request.user, at=at)
        except self.STOPS as stopped:
            self.say(form, stopped)
            return self.show(request, form)
        return self.keep(request, form, item, at)

    @ON_A_PAGE
    def edit(self, request, pk):
        item, at = self.here(request, pk), timezone.now()
        if request.method != "POST":
            return self.show(request, self.form_of(request, item), item)
        form = hold(request, self._form(request, at, data=request.POST, item=item), at=at)
        if not form.is_valid():
            return self.show(request, form, item)
        try:
            self.change(form, item, by=request.user, at=at)
        except editing.Incomplete as lacks:
            say_at_fields(form, lacks)
            return self.show(request, form, self.here(request, pk))
        except self.STOPS as stopped:
            self.say(form, stopped)
            return self.show(request, form, self.here(request, pk))
        return self.keep(request, form, item, at)

    def form_of(self, request, item):
        """The form of an item as it is kept."""
        first = first_values(item, self.FORM) | self.kept_values(item)
        return self._form(request, timezone.now(), item=item, initial=first)

    def _form(self, request, at, **options):
        return self.FORM(commune=request.commune, at=at, **options)

    def keep(self, request, form, item, at):
        """Keep the files that came along and what the picture shows; back to the page of the item."""
        attach(form, item, by=request.user, at=at)
        if "picture" in form.fields:
            files.describe(item, **{f"words_{code}": form.cleaned_data[f"words_{code}"] for code in LANGUAGES})
        messages.success(request, self.kept_words(item))
        return HttpResponseRedirect(page_of(item))

    def kept_words(self, item):
        return _("“%(title)s” is kept.") % {"title": item}

    def show(self, request, form, item=None, **bound):
        """The page on which it is written; `bound`: one of its small forms, as it comes back."""
        at = timezone.now()
        shown = {"form": form, "item": item, "at": at}
        if item:
            shown |= _standing_of(item, at) | self.beside(item, at) | bound
        return context.show(request, self.TEMPLATE, shown)


def page_of(item):
    """The address at which staff write an item."""
    return reverse(PAGES.get(item.model, "backoffice:item_edit"), args=[item.pk])


def say_at_fields(form, lacks):
    """What something public would lack (editing.Incomplete), each at its field."""
    for one in lacks.missing:
        name = f"{one.field}_{one.language}" if one.language else BESIDE.get(one.field, one.field)
        form.add_error(name if name in form.fields else None, _("This is public: it cannot be left empty."))


def say_what_lacks(form, lacks):
    """What stops something from going out (editing.Incomplete), in one sentence."""
    sentences = " · ".join(str(one.sentence) for one in lacks.missing)
    form.add_error(None, _("It cannot go out yet. Missing: %(what)s") % {"what": sentences})


def _standing_of(item, at):
    """What the page of an item shows beside its form."""
    lacks = completeness.missing(item, item.files.all())
    return {
        "missing": lacks,
        "files": list(item.files.all()),
        "publish_form": PublishForm(item=item, at=at),
        "withdraw_form": WithdrawForm(),
        "may_hurry": bool(lacks) and not completeness.stops(lacks, urgent=True),
        "events": list(item.events.select_related("by").order_by("-pk")[:20]),
        "state": _standing(item, at),
        "used": item.media(at),
    }


def _standing(item, at):
    if item.is_scheduled(at):
        return "scheduled"
    return "expired" if item.is_expired(at) else item.status
