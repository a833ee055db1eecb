"""The form by which what was given to one person goes into the library."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.base import ActionForm
from portal.backoffice.forms.choices import capitalised
from portal.cases.fields import FilesField, RowField, TextField
from portal.cases.services import uploads
from portal.cases.states import FileKind
from portal.workdays.arithmetic import local_day

from ..models import Collection
from ..states.items import LANGUAGES

IN_LANGUAGE = {"ar": _("Arabic"), "fr": _("French")}


class PublishAnswerForm(ActionForm):
    """The document for everybody: it is uploaded anew, so that nobody publishes a letter with a name in it."""

    collection = RowField(Collection.objects.none(), label=_("Collection"), empty_label=None)
    title_ar = TextField(label=_("Name in Arabic"), longest=160)
    title_fr = TextField(label=_("Name in French"), longest=160)
    language = forms.ChoiceField(label=_("Language of the document"), choices=IN_LANGUAGE.items())
    files = FilesField(
        label=_("The document (PDF)"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text=_("Without the name or anything else of the person who asked."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    fills = ("discard", "keep")
    use_required_attribute = False  # a file that is kept already is not chosen again

    def prepare(self):
        self.fields["collection"].queryset = Collection.objects.of(self.case.commune_id).active()
        for code in LANGUAGES:
            self.fields[f"title_{code}"].widget.attrs["lang"] = code
        self.fields["language"].choices = capitalised(IN_LANGUAGE.items())
        self.initial.setdefault("token", uuid4())
        self.initial.setdefault("language", self.case.language)

    def clean(self):
        data = super().clean()
        token = data.get("token")
        kept = list(uploads.kept(self.case.commune, token=token)) if token else []
        if len(kept) != 1 or kept[0].kind != FileKind.PDF:
            self.add_error("files", _("Choose one PDF document."))
        return data

    def given(self):
        names = ("collection", "title_ar", "title_fr", "language", "token")
        dated = local_day(self.case.answers.last().at)
        return {name: self.cleaned_data[name] for name in names} | {"dated_on": dated}
