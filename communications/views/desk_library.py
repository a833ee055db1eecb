"""The library in the backoffice: one form for a document, and the list of what the law wants to be published."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.backoffice import context
from portal.headers import using

from .. import library
from ..forms.items import first_values
from ..forms.library import DocumentForm, first_filed
from ..models import Document, PublicationDuty
from ..services import editing
from ..services import library as shelving
from ..states.library import DocumentKind
from .desk import BOTH, for_publishers, keep_along, say_at_fields, standing_of
from .held import change_with_files, hold


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def document_add(request):
    """`?duty=`: what the law wants to be published, and this document does."""
    at = timezone.now()
    if request.method != "POST":
        return show(request, DocumentForm(commune=request.commune, at=at, initial=_first(request)))
    form = hold(request, DocumentForm(request.POST, commune=request.commune, at=at), at=at)
    if not form.is_valid():
        return show(request, form)
    given = {**form.given(), "kind": DocumentKind.DOCUMENT}
    return keep_along(request, form, shelving.begin(request.commune, by=request.user, at=at, **given), at)


def _first(request):
    duties = PublicationDuty.objects.of(request.commune).filter(
        code=request.GET.get("duty", "").replace("\x00", "")[:40]
    )
    return {"everywhere": True, "duties": list(duties)}


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def document_edit(request, pk):
    document, at = document_here(request, pk), timezone.now()
    if request.method != "POST":
        return show(request, form_of(request, document), document)
    form = hold(request, DocumentForm(request.POST, commune=request.commune, item=document, at=at), at=at)
    if not form.is_valid():
        return show(request, form, document)
    try:
        document.dated_on = form.cleaned_data["dated_on"]  # that of a version which a new file begins
        change_with_files(form, document, shelving.change, by=request.user, at=at)
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, document_here(request, pk))
    return keep_along(request, form, document, at)


def form_of(request, document):
    """The form of a document as it is kept."""
    first = first_values(document, DocumentForm) | first_filed(document)
    return DocumentForm(commune=request.commune, item=document, at=timezone.now(), initial=first)


def show(request, form, document=None, **bound):
    """The page on which a document is written; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": document, "at": at}
    if document:
        shown |= standing_of(document, at) | {"versions": library.versions_of(document)} | bound
    return context.show(request, "communications/document_edit.html", shown)


@require_safe
@for_publishers
def duty_list(request):
    """What the law wants to be published, and what is missing."""
    shown = library.duties(request.commune, at=timezone.now())
    return context.show(request, "communications/duties.html", shown)


def document_here(request, pk):
    """A document of this commune. Raise Http404."""
    return get_object_or_404(Document.objects.of(request.commune).select_related("department", "commune"), pk=pk)
