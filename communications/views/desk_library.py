"""The library in the backoffice: one form for a document, and the list of what the law wants to be published."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.backoffice import context

from .. import library
from ..forms.library import DocumentForm, first_filed
from ..models import Document, PublicationDuty
from ..services import library as shelving
from ..states.library import DocumentKind
from .held import change_with_files
from .writing import Writing, for_publishers


class DocumentWriting(Writing):
    MODEL, FORM = Document, DocumentForm
    TEMPLATE = "communications/document_edit.html"

    def first(self, request, at):
        """`?duty=`: what the law wants to be published, and this document does."""
        code = request.GET.get("duty", "").replace("\x00", "")[:40]
        return {"everywhere": True, "duties": list(PublicationDuty.objects.of(request.commune).filter(code=code))}

    def kept_values(self, document):
        return first_filed(document)

    def begin(self, commune, form, *, by, at):
        return shelving.begin(commune, by=by, at=at, **{**form.given(), "kind": DocumentKind.DOCUMENT})

    def change(self, form, document, *, by, at):
        document.dated_on = form.cleaned_data["dated_on"]  # that of a version which a new file begins
        change_with_files(form, document, shelving.change, by=by, at=at)

    def beside(self, document, at):
        return {"versions": library.versions_of(document)}


DOCUMENTS = DocumentWriting()


@require_safe
@for_publishers
def duty_list(request):
    """What the law wants to be published, and what is missing."""
    shown = library.duties(request.commune, at=timezone.now())
    return context.show(request, "communications/duties.html", shown)
