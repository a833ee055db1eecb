"""The questions of topics as fields of a form: each with its own sentence when the answer cannot be read."""

from itertools import groupby

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.prepared import Prepared

from .fields import DECIMAL_MARKS, TextField
from .models import TopicQuestion
from .search import DIGITS
from .states import QuestionKind

LONGEST = 500
PREFIX = "question_"


class NumberField(forms.DecimalField):
    """A number typed with any digits and decimal mark."""

    def __init__(self, **options):
        message = _("Write a number in figures, for example 12 or 12.5.")
        errors = dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), message)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})
        super().__init__(max_digits=12, decimal_places=3, error_messages=errors, widget=widget, **options)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("\x00", "").translate(DIGITS).translate(DECIMAL_MARKS).strip(" \u200e\u200f")
        return super().to_python(value)

    bound_data = TextField.bound_data


class OptionField(forms.ChoiceField):
    """One of a question's choices; cleans to (Arabic, French)."""

    def __init__(self, *, pairs, **options):
        self.pairs = {arabic: (arabic, french) for arabic, french in pairs}
        message = _("This is none of the choices. Choose one of the list.")
        super().__init__(choices=self._offered, error_messages={"invalid_choice": message}, **options)

    def _offered(self):
        from_language = 1 if get_language() == "fr" else 0
        return [("", _("Choose")), *((value, pair[from_language]) for value, pair in self.pairs.items())]

    def clean(self, value):
        return self.pairs.get(super().clean(value))


def of(commune, *, model):
    """The active questions of the active topics of a pillar in a commune, in their order."""
    return _active(commune=commune.pk, model=model)


@Prepared
def _active(commune, model):
    rows = TopicQuestion.objects.of(commune).active().filter(topic__model=model, topic__active=True)
    return rows.order_by("topic__position", "topic_id", "position", "pk")


def name(question):
    """The name of its field."""
    return f"{PREFIX}{question.pk}"


def field(question, *, asked):
    """The field of a question. One that is not asked now is switched off: a browser does not send it."""
    options = {"label": question.label, "help_text": question.help or "", "required": asked and question.required}
    made = _field(question, options)
    if asked and question.required:
        made.error_messages["required"] = _("Answer this question: we need it to handle your message.")
    made.disabled = not asked
    if question.required and not asked:
        made.widget.attrs["required"] = True  # for when the page switches it on
    return made


def _field(question, options):
    match question.kind:
        case QuestionKind.NUMBER:
            return NumberField(**options)
        case QuestionKind.CHOICE:
            return OptionField(pairs=question.pairs(), **options)
        case QuestionKind.DATE:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d", "%d/%m/%Y"],
                error_messages={"invalid": _("Write the date as day/month/year, for example 23/11/2026.")},
                **options,
            )
    return TextField(longest=LONGEST, drawings=True, **options)


def groups(form, rows):
    """[{topic: id, asked: whether it is open, fields}] of a form that has fields for these questions."""
    found = []
    for topic, questions in groupby(rows, key=lambda row: row.topic_id):
        fields = [form[name(question)] for question in questions]
        found.append({"topic": topic, "asked": not fields[0].field.disabled, "fields": fields})
    return found


def answers(rows, data):
    """[(question, value)] of what was answered, for `registration.register`."""
    given = ((question, data.get(name(question))) for question in rows)
    return [(question, value) for question, value in given if value not in (None, "")]
