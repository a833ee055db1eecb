"""Form fields for what citizens type: forgiving in what they take, and clear where they cannot take it."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .search import DIGITS

REGION = "MA"
# Marks that turn the direction of what follows (UAX #9): they hide what a text says. LRM and RLM do no harm and stay.
OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
DECIMAL_MARKS = str.maketrans({",": ".", "٫": ".", "−": "-"})


def is_wordless(text):
    """Whether a text holds neither a letter nor a digit in any script: only drawings, or nothing."""
    return not any(unicodedata.category(character)[0] in "LN" for character in text)


class TextField(forms.CharField):
    """Plain text. Refuses NUL and bytes that were no text, only drawings (unless `drawings`), and more than `longest`.

    The length is counted as a person sees it (a line end is one character) and never cut by the browser, so that
    what was typed stays to be shortened. `lines` keeps line ends.
    """

    def __init__(self, *, longest, lines=False, drawings=False, **options):
        self.longest, self.lines, self.drawings = longest, lines, drawings
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5}) if lines else forms.TextInput)
        super().__init__(**options)
        self.validators = []  # our own sentence for NUL
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value):
        text = LINE_ENDS.sub("\n", super().to_python(value) or "").translate(OVERRIDES)
        text = CONTROLS.sub("", text)
        return text.strip() if self.lines else " ".join(text.split())

    def validate(self, value):
        super().validate(value)
        if "\x00" in value or "\ufffd" in value:
            raise ValidationError(
                _("Some characters did not reach us correctly (�). Take them out or write them again."), "unreadable"
            )
        if len(value) > self.longest:
            raise ValidationError(too_long(len(value), self.longest), "too_long")
        if value and not self.drawings and is_wordless(value):
            raise ValidationError(_("Please say it in words: drawings and signs alone can be misread."), "wordless")

    def bound_data(self, data, initial):
        """What is shown again: all of it but NUL, which no page can hold."""
        return data.replace("\x00", "") if isinstance(data, str) else data


def too_long(length, longest):
    message = ngettext(
        "This text has %(length)d character; at most %(longest)d can be taken. Shorten it, or attach it as a PDF.",
        "This text has %(length)d characters; at most %(longest)d can be taken. Shorten it, or attach it as a PDF.",
        length,
    )
    return message % {"length": length, "longest": longest}


class EitherTextarea(forms.Textarea):
    """A text that is needed unless a recording stands for it: the browser cannot tell, so it must not ask."""

    def use_required_attribute(self, initial):
        return False


class PhoneField(forms.CharField):
    """A phone number, Moroccan unless it begins with + or 00; digits of any script. Cleans to E.164 ("+2126…")."""

    def __init__(self, **options):
        attrs = {"type": "tel", "dir": "ltr", "autocomplete": "tel", "placeholder": "06 12 34 56 78"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **options})
        self.validators = []

    def clean(self, value):
        typed = super().clean(value).translate(DIGITS).translate(OVERRIDES)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed[:40], REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(
                _("This number is not complete. Write ten digits, as in 06 12 34 56 78; from abroad, begin with +."),
                "phone",
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    bound_data = TextField.bound_data


class EmailField(forms.EmailField):
    """An e-mail address, read left to right in both languages."""

    def __init__(self, **options):
        attrs = {"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        message = _("This address is not complete. Write it as in name@example.ma.")
        super().__init__(**{"widget": forms.EmailInput(attrs=attrs), "error_messages": {"invalid": message}, **options})
        self.validators = [v for v in self.validators if getattr(v, "code", "") != "null_characters_not_allowed"]

    def to_python(self, value):
        return super().to_python(value).translate(OVERRIDES)

    def run_validators(self, value):
        if "\x00" in value or len(value) > 254:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        super().run_validators(value)

    bound_data = TextField.bound_data


class DegreeField(forms.FloatField):
    """A coordinate in degrees, typed with any digits and decimal mark; six decimals are ten centimetres."""

    def __init__(self, *, most, **options):
        attrs = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}
        message = _("Write degrees as in 35.1932.")
        errors = dict.fromkeys(("invalid", "max_value", "min_value"), message)
        widget = forms.TextInput(attrs=attrs)
        super().__init__(min_value=-most, max_value=most, error_messages=errors, widget=widget, **options)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("\x00", "").translate(DIGITS).translate(DECIMAL_MARKS).strip(" °\u200e\u200f")
        number = super().to_python(value)
        return None if number is None else round(number, 6)

    bound_data = TextField.bound_data


def row_number(text):
    """The number of a row that a text names; None for what is no number, or one that no database holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


class RowField(forms.ModelChoiceField):
    """A row by its number: what is no number, or one that no database holds, is none of the rows.

    `read`: {number: row} of rows of the queryset that the form has read already.
    """

    read: Mapping[str, Model] = MappingProxyType({})

    def to_python(self, value):
        number = str(getattr(value, "pk", value) or "")
        if number and row_number(number) is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return self.read.get(number) or super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their numbers, each as in RowField."""

    def _check_values(self, value):
        for number in value:
            if row_number(str(number)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": number})
        return super()._check_values(value)


class FilesInput(forms.FileInput):
    """The browser's own input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that the view has already checked and kept: here they are only an input and a place for their errors."""

    widget = FilesInput(attrs={"accept": "image/*,application/pdf,video/*"})

    def clean(self, value, initial=None):
        return None
