"""Forms with files: what came along is held under the form's token until the whole form can be kept."""

from typing import ClassVar
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats


class HoldingForm(forms.Form):
    """A form with files, each checked before the form is cleaned, so that nobody has to choose it twice.

    `ROLES`: {its file field: (what the file is used as, its language or "")}. `PAPERS`: its file
    fields that take PDFs alone. `token`: stands in the page as `held`.
    """

    ROLES: ClassVar[dict[str, tuple]] = {}
    PAPERS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.token = _uuid(self.data.get("held")) or uuid4()
        self.refusals: dict[str, list[str]] = {}
        self.kept: dict[str, list] = {}

    def token_of(self, name):
        """The token under which the files of one field are kept."""
        return uuid5(NAMESPACE_OID, f"{self.token}:{name}")

    def hold(self, name, *, kept, refusals):
        """What is kept of a field's files, and the sentences about those that were refused."""
        self.refusals[name] = refusals
        if kept:
            self.kept[name] = kept
            self.fields[name].help_text = _with(self.fields[name].help_text, kept)

    def clean(self):
        data = super().clean()
        for name, sentences in self.refusals.items():
            for sentence in sentences:
                self.add_error(name, sentence)
        return data

    def given(self):
        """What the services take: all but the files."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.ROLES}


def _with(help_text, kept):
    names = formats.listing([upload.name for upload in kept], get_language())
    sentence = _("Here already: %(names)s.") % {"names": names}
    return format_lazy("{} {}", sentence, help_text) if help_text else sentence


def _uuid(text):
    try:
        return UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None
