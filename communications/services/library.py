"""Documents of the library: what is published stays; a new file of a language it has already is a new version."""

from django.db import transaction

from ..models import Document, DocumentVersion, PaperText
from ..states.items import FileRole
from . import editing, files


@transaction.atomic
def begin(commune, *, by, at, duties=(), note_ar="", note_fr="", **fields):
    """A draft of a document, in its first version."""
    document = editing.begin(commune, child=Document, by=by, at=at, **fields)
    document.duties.set(duties)
    _version(document, 1, by=by, at=at, note_ar=note_ar, note_fr=note_fr)
    return document


@transaction.atomic
def change(document, *, by, at, duties=None, note_ar=None, note_fr=None, **fields):
    """Change what is said of a document. Raise editing.Incomplete for a public one that would lack something."""
    editing.change(document, by=by, at=at, **fields)
    if duties is not None:
        document.duties.set(duties)
    said = {"note_ar": note_ar, "note_fr": note_fr, "dated_on": fields.get("dated_on")}
    given = {name: value for name, value in said.items() if value is not None}
    if given:
        document.versions.filter(number=document.version).update(**given)
    return document


@transaction.atomic
def attach(document, *, token, role, language, by, at, entry=None):
    """Keep checked files of a document; one that takes the place of a public one begins a new version."""
    if role != FileRole.DOCUMENT:
        return files.attach(document, token=token, role=role, language=language, at=at)
    if not files.waiting(document, token=token):
        return 0
    document.version = Document.objects.select_for_update().get(pk=document.pk).version
    version = document.versions.get(number=document.version)
    there = document.files.filter(role=role, language=language, version=version)
    if there.exists() and document.publish_at is not None:
        version = _supersede(document, by=by, at=at)
    for file in document.files.filter(role=role, language=language, version=version):
        files.remove(file, at=at)
    count = files.attach(document, token=token, role=role, language=language, at=at)
    newest = document.files.filter(role=role, language=language, version=None).order_by("-pk")
    document.files.filter(pk__in=[file.pk for file in newest]).update(version=version)
    return count


def _supersede(document, *, by, at):
    """A new version, found by its words instead of the one before it."""
    PaperText.objects.filter(file__version__document=document).delete()
    number = document.version + 1
    Document.objects.filter(pk=document.pk).update(version=number, changed_at=at)
    document.version = number
    return _version(document, number, by=by, at=at)


def _version(document, number, *, by, at, **words):
    return DocumentVersion.objects.create(
        document=document, number=number, dated_on=document.dated_on, by=by, at=at, **words
    )
