"""Clearing a case for the public: its words, those of the answer, and its photos with black boxes."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases import personal
from portal.cases.fields import DECIMAL_MARKS, TextField
from portal.cases.models import Publication
from portal.cases.search import DIGITS
from portal.cases.states import FileKind

from .base import LONG_TEXT, ActionForm, text_field

MOST_BOXES = 40
TEXTS = ("subject", "text", "answer")
FIRST_STRONG, POP = "\u2068", "\u2069"  # keep a number whole among words of the other direction (UAX 9)


class BoxesField(forms.CharField):
    """Black boxes as "left top width height" in percent, one after another with a semicolon; cleans to tuples."""

    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "placeholder": "10 20 30 15; 60 5 12 12"})

    def __init__(self, **options):
        super().__init__(required=False, max_length=2000, label=_("Black boxes"), **options)

    def to_python(self, value):
        text = super().to_python(value).translate(DIGITS).translate(DECIMAL_MARKS)
        boxes = [_box(part.split()) for part in re.split(r"[;\n]", text) if part.strip()]
        if None in boxes or len(boxes) > MOST_BOXES:
            raise forms.ValidationError(
                _("Write each box as four numbers between 0 and 100: left, top, width, height. Put ; between boxes."),
                "boxes",
            )
        return boxes

    def prepare_value(self, value):
        if isinstance(value, list):
            return "; ".join(" ".join(f"{number:g}" for number in box) for box in value)
        return value


def _box(words):
    """(left, top, width, height) in percent, cut at the edge of the picture; None when it is no box."""
    try:
        left, top, width, height = (round(float(word), 2) for word in words)
    except ValueError:
        return None
    if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
        return None
    return left, top, min(width, round(100 - left, 2)), min(height, round(100 - top, 2))


class Passages(forms.MultipleChoiceField):
    """The flagged passages that a person confirmed; one that is in the text no longer needs no word."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value):
        return True


class PublishForm(ActionForm):
    subject = TextField(label=_("Title for the public"), longest=160)
    text = text_field(_("Text for the public"), longest=LONG_TEXT, required=False)
    answer = text_field(
        _("Our answer, for the public"),
        longest=LONG_TEXT,
        required=False,
        help_text=_("Leave it empty and the answer is not shown."),
    )
    confirmed = Passages(required=False)
    photos = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    fills = ("check",)

    class Media:
        js = ("portal/js/boxes.js",)

    def prepare(self):
        case = self.case
        self.published = Publication.objects.filter(case=case.pk).prefetch_related("photos").first()
        verdict = case.answers.last()
        self.attachments = list(case.attachments.filter(kind=FileKind.PHOTO, internal=False, message=None))
        self.fields["photos"].choices = [(str(row.pk), row.name) for row in self.attachments]
        for row in self.attachments:
            self.fields[f"boxes_{row.pk}"] = BoxesField()
        if verdict is None:
            del self.fields["answer"]
        for name, value in self._first_values(verdict).items():
            self.initial.setdefault(name, value)
        for name in TEXTS:
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = case.language

    def _first_values(self, verdict):
        """What is public, or was; else the words of the person. The answer is never public by default."""
        row, case = self.published, self.case
        if row is None:
            return {"subject": case.subject, "text": case.description, "answer": ""}
        shown = {str(photo.original_id): photo.boxes for photo in row.photos.all()}
        boxes = {f"boxes_{pk}": list(found) for pk, found in shown.items()}
        return {"subject": row.subject, "text": row.text, "answer": row.answer, "photos": list(shown), **boxes}

    def as_typed(self):
        several = {name: self.data.getlist(name) for name in ("confirmed", "photos")}
        return super().as_typed() | several

    @property
    def names(self):
        """The names of the citizen that are known, in any script."""
        person = self.case.citizen
        return [self.case.name, *([person.name_ar, person.name_latin] if person else [])]

    def checked(self):
        """The texts as they stand, in pieces with what was found: [(label, pieces)]; empty ones are left out."""
        for name in TEXTS:
            text = str(self[name].value() or "") if name in self.fields else ""
            if text:
                yield self.fields[name].label, list(personal.marked(text, self._found(text)))

    def findings(self):
        """What was found, each passage once, with whether it is confirmed."""
        confirmed, seen = set(self["confirmed"].value() or ()), {}
        for _label, pieces in self.checked():
            for _words, finding in pieces:
                if finding:
                    seen.setdefault(finding.value, {"finding": finding, "confirmed": finding.value in confirmed})
        return list(seen.values())

    def _found(self, text):
        return personal.find(text, names=self.names, place=self.case.address)

    def pictures(self):
        """The photos that may be shown: the attachment, whether it is chosen, its boxes."""
        chosen = {str(value) for value in self["photos"].value() or ()}
        for row in self.attachments:
            field = self[f"boxes_{row.pk}"]
            yield {"file": row, "chosen": str(row.pk) in chosen, "field": field, "boxes": _drawn(field.value())}

    def clean(self):
        if self.errors:
            return
        if not (self.cleaned_data["text"] or self.cleaned_data["photos"]):
            self.add_error("text", _("Write what the public may read, or choose a photo."))
        open_ones = [row for row in self.findings() if row["finding"].grave and not row["confirmed"]]
        if open_ones:
            passages = " · ".join(f"{FIRST_STRONG}{row['finding'].passage}{POP}" for row in open_ones)
            message = _("Take these out of the text, or confirm each below: %(passages)s")
            raise forms.ValidationError(message, "personal", {"passages": passages})

    def given(self):
        data = self.cleaned_data
        chosen = [row for row in self.attachments if str(row.pk) in data["photos"]]
        photos = [(row, data[f"boxes_{row.pk}"]) for row in chosen]
        words = {name: data.get(name, "") for name in TEXTS}
        return {**words, "photos": photos}


def _drawn(value):
    """The boxes of a field's value, to be drawn over the photo; nothing while they cannot be read."""
    if isinstance(value, list):
        return value
    try:
        return BoxesField().to_python(value or "")
    except forms.ValidationError:
        return []
