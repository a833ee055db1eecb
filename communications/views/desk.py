"""Writing and publishing: the list of what there is, one form, and what it still lacks."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.backoffice import context
from portal.cases.files.serving import serving_headers
from portal.cases.views.files import stored_file

from ..forms.items import ItemForm
from ..listing import DeskList
from ..models import Announcement, Item
from ..services import editing, files
from .items import shown_on_page
from .writing import BOTH, PAGES, Writing, for_publishers, page_of


class AnnouncementWriting(Writing):
    MODEL, FORM = Announcement, ItemForm
    TEMPLATE = "communications/item_edit.html"

    def first(self, request, at):
        return {"kind": "news", "everywhere": True}

    def begin(self, commune, form, *, by, at):
        return editing.begin(commune, child=Announcement, by=by, at=at, **form.given())

    def change(self, form, item, *, by, at):
        editing.change(item, by=by, at=at, **form.given())


ANNOUNCEMENTS = AnnouncementWriting()


@require_safe
@for_publishers
def item_list(request):
    listed = DeskList(request.GET, commune=request.commune, at=timezone.now())
    page = listed.page()
    urls = {"newer_url": listed.address(before=page.previous), "older_url": listed.address(after=page.next)}
    return context.show(request, "communications/items.html", {"list": listed, "page": page, **urls})


@require_http_methods(BOTH)
@for_publishers
def item_edit(request, pk):
    """An announcement; what is something else is written on a page of its own."""
    item = item_here(request, pk)
    if item.model in PAGES:
        return HttpResponseRedirect(page_of(item))
    return ANNOUNCEMENTS.edit(request, pk)


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
