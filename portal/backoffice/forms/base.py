"""What all forms of the case page share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import TextField
from portal.workdays.arithmetic import local_day

LONG_TEXT = 20_000
SHORT_TEXT = 5_000


def day_input(**attrs):
    """The browser's own date picker."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr", **attrs})


def text_field(label, *, longest=SHORT_TEXT, rows=6, **options):
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, longest=longest, lines=True, widget=widget, **options)


class ActionForm(forms.Form):
    """A form about a case. `seen` is the last move its reader knew of: what came after is shown before it acts."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fills = ()  # names of buttons that fill the form instead of sending it

    def __init__(self, *args, case, user, at, **options):
        self.case, self.user, self.at = case, user, at
        self.today = local_day(at)
        super().__init__(*args, **options)
        self.prepare()

    @property
    def pins(self):
        """Places to choose from on a map, as JSON; "" when there are none."""
        return ""

    def prepare(self):
        """Set choices and first values from the case."""

    @property
    def token(self):
        """The token under which the form's files are kept, or None when it takes no files or has no usable token."""
        if "token" not in self.fields:
            return None
        try:
            return self.fields["token"].clean(self["token"].value())
        except forms.ValidationError:
            return None

    def typed(self):
        """What a person wrote, as (label, text): kept on the page when the action is no longer possible."""
        if not self.is_bound:
            return []
        texts = [(field.label, field.value()) for field in self.visible_fields() if _is_text(field)]
        return [(label, text) for label, text in texts if text]

    def as_typed(self):
        """The raw values that were sent, to show the form again without judging it."""
        return {name: self.data.get(name) for name in self.fields if name in self.data}

    def given(self):
        """The cleaned data that the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _is_text(field):
    return isinstance(field.field.widget, forms.Textarea | forms.TextInput)


class FutureDayField(forms.DateField):
    """A local date that has not passed."""

    widget = day_input()
    default_error_messages = {"past": _("This day has passed: choose today or a later one.")}

    def __init__(self, **options):
        super().__init__(widget=day_input(), **options)

    def not_before(self, day):
        """Refuse what lies before a day, in the browser and here."""
        self.first = day
        self.widget.attrs["min"] = day.isoformat()

    def validate(self, value):
        super().validate(value)
        if value and value < self.first:
            raise forms.ValidationError(self.error_messages["past"], "past")
