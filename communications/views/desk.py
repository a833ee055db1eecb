"""Writing and publishing: the list of what there is, one form, and what it still lacks."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.backoffice import context
from portal.cases.files.serving import serving_headers
from portal.cases.views.files import stored_file
from portal.headers import using

from .. import completeness, rules
from ..forms.items import ItemForm, PublishForm, WithdrawForm, first_values
from ..listing import DeskList
from ..models import Announcement, Item
from ..services import editing, files
from ..states.alerts import ALERT
from ..states.consultations import CONSULTATION
from ..states.decisions import DECISION
from ..states.items import EVENT, LANGUAGES
from ..states.library import DOCUMENT
from .held import attach, hold
from .items import shown_on_page

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


@require_safe
@for_publishers
def item_list(request):
    listed = DeskList(request.GET, commune=request.commune, at=timezone.now())
    page = listed.page()
    urls = {"newer_url": listed.address(before=page.previous), "older_url": listed.address(after=page.next)}
    return context.show(request, "communications/items.html", {"list": listed, "page": page, **urls})


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def item_add(request):
    at = timezone.now()
    if request.method != "POST":
        return show(request, ItemForm(commune=request.commune, initial={"kind": "news", "everywhere": True}))
    form = hold(request, ItemForm(request.POST, commune=request.commune), at=at)
    if not form.is_valid():
        return show(request, form)
    item = editing.begin(request.commune, child=Announcement, by=request.user, at=at, **form.given())
    return keep_along(request, form, item, at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def item_edit(request, pk):
    item, at = item_here(request, pk), timezone.now()
    if item.model in PAGES:
        return HttpResponseRedirect(page_of(item))
    if request.method != "POST":
        return show(request, form_of(request, item), item)
    form = hold(request, ItemForm(request.POST, commune=request.commune, item=item), at=at)
    if not form.is_valid():
        return show(request, form, item)
    try:
        editing.change(item, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, item_here(request, pk))
    return keep_along(request, form, item, at)


def form_of(request, item):
    """The form of an item as it is kept."""
    return ItemForm(commune=request.commune, item=item, initial=first_values(item))


def say_at_fields(form, lacks):
    """What something public would lack (editing.Incomplete), each at its field."""
    for one in lacks.missing:
        name = f"{one.field}_{one.language}" if one.language else BESIDE.get(one.field, one.field)
        form.add_error(name if name in form.fields else None, _("This is public: it cannot be left empty."))


def say_what_lacks(form, lacks):
    """What stops something from going out (editing.Incomplete), in one sentence."""
    sentences = " · ".join(str(one.sentence) for one in lacks.missing)
    form.add_error(None, _("It cannot go out yet. Missing: %(what)s") % {"what": sentences})


def keep_along(request, form, item, at):
    """Keep the files that came along and what the picture shows; back to the page of the item."""
    attach(form, item, by=request.user, at=at)
    if "picture" in form.fields:
        files.describe(item, **{f"words_{code}": form.cleaned_data[f"words_{code}"] for code in LANGUAGES})
    messages.success(request, _("“%(title)s” is kept.") % {"title": item})
    return HttpResponseRedirect(page_of(item))


def show(request, form, item=None, **bound):
    """The page on which an announcement is written; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": item, "at": at}
    if item:
        shown |= standing_of(item, at) | bound
    return context.show(request, "communications/item_edit.html", shown)


def standing_of(item, at):
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


def page_of(item):
    """The address at which staff write an item."""
    return reverse(PAGES.get(item.model, "backoffice:item_edit"), args=[item.pk])


def _standing(item, at):
    if item.is_scheduled(at):
        return "scheduled"
    return "expired" if item.is_expired(at) else item.status


@require_safe
@for_publishers
def item_preview(request, pk):
    """A publication as everybody will see it, in the language of the office."""
    item = item_here(request, pk)
    item = item.concrete() if item.model in PAGES else item
    shown = shown_on_page(request, item, files_name="backoffice:item_file")
    return render(request, "communications/item_show.html", {**shown, "back": page_of(item)})


@require_http_methods(BOTH)
@for_publishers
def item_file(request, pk, key):
    """A file as its publisher sees it, also of a draft; POST takes it away."""
    item = item_here(request, pk)
    file = get_object_or_404(item.files, key=key)
    if request.method == "POST":
        files.remove(file, at=timezone.now())
        messages.success(request, _("The file was taken away."))
        return HttpResponseRedirect(page_of(item))
    return stored_file(request, file.path, serving_headers(file.content_type, file.name))


def item_here(request, pk):
    """An item of this commune. Raise Http404."""
    item = Item.objects.of(request.commune).filter(pk=pk).select_related("department").first()
    if item is None:
        raise Http404
    return item
