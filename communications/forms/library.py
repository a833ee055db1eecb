"""The form of a document of the library."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import RowField, RowsField, TextField
from portal.workdays.arithmetic import local_day

from ..models import Collection, PublicationDuty
from ..states.items import FileRole
from .decisions import NONE, day_field, paper_field
from .items import ItemForm


class DocumentForm(ItemForm):
    """A document. `item`: the one that is changed, None for a new one."""

    collection = RowField(Collection.objects.none(), label=_("Collection"), empty_label=None)
    dated_on = day_field(_("Day it bears"), help_text=_("The one that stands on the document."))
    title_ar = TextField(label=_("Name in Arabic"), longest=160, required=False)
    title_fr = TextField(label=_("Name in French"), longest=160, required=False)
    summary_ar = TextField(label=_("What is in it, in Arabic"), longest=400, required=False)
    summary_fr = TextField(label=_("What is in it, in French"), longest=400, required=False)
    document_ar = paper_field(_("Document in Arabic (PDF)"))
    document_fr = paper_field(_("Document in French (PDF)"))
    note_ar = TextField(label=_("What is new in this version, in Arabic"), longest=250, required=False)
    note_fr = TextField(label=_("What is new in this version, in French"), longest=250, required=False)
    duties = RowsField(
        PublicationDuty.objects.none(),
        label=_("What the law wants to be published, and this document does"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = expires_at = picture = words_ar = words_fr = attachments = NONE

    PAPERS = ("document_ar", "document_fr")
    ROLES: ClassVar = {
        "document_ar": (FileRole.DOCUMENT, "ar"),
        "document_fr": (FileRole.DOCUMENT, "fr"),
        "recording_ar": (FileRole.RECORDING, "ar"),
        "recording_fr": (FileRole.RECORDING, "fr"),
    }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["collection"].queryset = Collection.objects.of(self.commune).active()
        self.fields["duties"].queryset = PublicationDuty.objects.of(self.commune).active()

    def clean_dated_on(self):
        day = self.cleaned_data["dated_on"]
        if day > local_day(self.at):
            raise forms.ValidationError(_("This day has not come yet."))
        return day


def first_filed(document):
    """What stands in the form of a document beside what every publication has."""
    version = document.versions.get(number=document.version)
    notes = {name: getattr(version, name) for name in ("note_ar", "note_fr")}
    return notes | {"duties": list(document.duties.all()), "collection": document.collection_id}
