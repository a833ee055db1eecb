"""Writing and publishing: the list of what there is, one form, and what it still lacks."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import rates
from portal.backoffice import context
from portal.cases.files.serving import serving_headers
from portal.cases.views.files import stored_file
from portal.headers import using

from .. import completeness, rules
from ..forms import ItemForm, PublishForm, WithdrawForm, first_values
from ..listing import DeskList
from ..models import Announcement, Item
from ..services import editing, files, publishing
from ..states import EVENT, LANGUAGES, FileRole
from .items import shown_on_page

BOTH = ["GET", "HEAD", "POST"]
CHANGED = ("picture", "attachments", "recording_ar", "recording_fr")


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
    if request.method != "POST":
        form = ItemForm(commune=request.commune, initial={"kind": "news", "everywhere": True})
        return _form(request, form)
    form = ItemForm(request.POST, commune=request.commune)
    if not form.is_valid():
        return _form(request, form)
    at = timezone.now()
    item = editing.begin(request.commune, child=Announcement, by=request.user, at=at, **form.given())
    return _kept(request, form, item, at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def item_edit(request, pk):
    item, at = item_here(request, pk), timezone.now()
    if item.model == EVENT:
        return HttpResponseRedirect(page_of(item))
    if request.method != "POST":
        return _form(request, ItemForm(commune=request.commune, item=item, initial=first_values(item)), item)
    form = ItemForm(request.POST, commune=request.commune, item=item)
    if not form.is_valid():
        return _form(request, form, item)
    try:
        editing.change(item, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        for one in lacks.missing:
            form.add_error(_field_of(one), _("This is public: it cannot be left empty."))
        return _form(request, form, item_here(request, pk))
    return _kept(request, form, item, at)


def _field_of(one):
    return f"{one.field}_{one.language}" if one.language else "department"


def keep_along(request, form, item, at):
    """Keep the files that came along, and say what was refused of them."""
    wait = rates.spend(request, "upload") if request.FILES else None
    refusals = [wait.sentence] if wait else _keep_files(request, item, at)
    files.describe(item, **{f"words_{code}": form.cleaned_data[f"words_{code}"] for code in LANGUAGES})
    for refusal in refusals:
        messages.error(request, refusal)
    messages.success(request, _("“%(title)s” is kept.") % {"title": item})


def _kept(request, form, item, at):
    keep_along(request, form, item, at)
    return HttpResponseRedirect(reverse("backoffice:item_edit", args=[item.pk]))


def _keep_files(request, item, at):
    refusals = []
    roles = {"picture": (FileRole.PICTURE, ""), "attachments": (FileRole.ATTACHMENT, "")}
    roles |= {f"recording_{code}": (FileRole.RECORDING, code) for code in LANGUAGES}
    for name, (role, language) in roles.items():
        given = request.FILES.getlist(name)
        if given:
            token, refused = files.receive(request.commune, files=given, at=at)
            refusals += refused
            files.attach(item, token=token, role=role, at=at, language=language)
    return refusals


def _form(request, form, item=None):
    at = timezone.now()
    shown = {"form": form, "item": item, "at": at}
    if item:
        shown |= standing_of(item, at)
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
    return reverse("backoffice:event_edit" if item.model == EVENT else "backoffice:item_edit", args=[item.pk])


def _standing(item, at):
    if item.is_scheduled(at):
        return "scheduled"
    return "expired" if item.is_expired(at) else item.status


@require_safe
@for_publishers
def item_preview(request, pk):
    """A publication as everybody will see it, in the language of the office."""
    item = item_here(request, pk)
    item = item.concrete() if item.model == EVENT else item
    shown = shown_on_page(request, item, files_name="backoffice:item_file")
    return render(request, "communications/item_show.html", {**shown, "back": page_of(item)})


@require_POST
@for_publishers
def item_publish(request, pk):
    item, at = item_here(request, pk), timezone.now()
    form = PublishForm(request.POST, item=item, at=at)
    if form.is_valid():
        try:
            publishing.publish(item, by=request.user, at=at, **form.cleaned_data)
        except editing.Incomplete as lacks:
            sentences = " · ".join(str(one.sentence) for one in lacks.missing)
            messages.error(request, _("It cannot go out yet. Missing: %(what)s") % {"what": sentences})
        except publishing.NotPossible:
            messages.error(request, _("It is public already: somebody was faster."))
        else:
            messages.success(request, _("“%(title)s” is published.") % {"title": item})
    else:
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
    return HttpResponseRedirect(page_of(item))


@require_POST
@for_publishers
def item_withdraw(request, pk):
    item = item_here(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it is taken away: the history keeps the reason."))
    else:
        try:
            publishing.withdraw(item, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("“%(title)s” is no longer public.") % {"title": item})
        except publishing.NotPossible:
            messages.error(request, _("It is not public: somebody was faster."))
    return HttpResponseRedirect(page_of(item))


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
