"""The forms of events: time and place beside the words of every publication, and the lines of a programme."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised
from portal.cases.fields import FilesField, FilesInput, RowField, TextField
from portal.workdays.arithmetic import DAY, local_day, start_of

from ..models import ProgrammeEntry
from ..states.items import EventKind, FileRole
from .held import HoldingForm
from .items import MOMENT, ItemForm, moment_field

PDF = "application/pdf,image/*"


def needed_moment(label, **options):
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "dir": "ltr"})
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **options)


class EventForm(ItemForm):
    """An event: what every publication has, and when and where it takes place."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=lambda: capitalised(EventKind.choices), widget=forms.RadioSelect
    )
    starts_at = needed_moment(_("Begins"))
    ends_at = needed_moment(_("Ends"))
    all_day = forms.BooleanField(
        label=_("Whole days: the hours are not said"), required=False, help_text=_("Then only the days above count.")
    )
    place_ar = TextField(label=_("Place in Arabic"), longest=200, required=False)
    place_fr = TextField(label=_("Place in French"), longest=200, required=False)
    online_url = forms.URLField(
        label=_("Address online"), required=False, max_length=300, assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}), help_text=_("With a place too, people may choose."),
    )  # fmt: skip
    organisers_ar = TextField(label=_("Organised by, in Arabic"), longest=300, required=False)
    organisers_fr = TextField(label=_("Organised by, in French"), longest=300, required=False)
    partners_ar = TextField(label=_("With whom, in Arabic"), longest=300, required=False)
    partners_fr = TextField(label=_("With whom, in French"), longest=300, required=False)
    takes_registrations = forms.BooleanField(
        label=_("People register before"), required=False, help_text=_("They say who comes, and get a place.")
    )
    places = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=100_000,
        help_text=_("Empty: as many as want. When they are taken, the others wait, and move up by themselves."),
    )  # fmt: skip
    registration_ends_at = moment_field(_("Register until"), help_text=_("Empty: until it begins."))
    takes_questions = forms.BooleanField(
        label=_("People ask questions on their phones"), required=False,
        help_text=_("From its publication to its end. Somebody reads each question before everybody sees it."),
    )  # fmt: skip
    attended = forms.IntegerField(
        label=_("How many people came"), required=False, min_value=0, max_value=1_000_000, help_text=_("Afterwards.")
    )
    agenda = FilesField(label=_("Agenda (PDF)"), required=False, widget=FilesInput(attrs={"accept": PDF}))
    minutes = FilesField(label=_("Minutes (PDF)"), required=False, widget=FilesInput(attrs={"accept": PDF}))

    ROLES: ClassVar = {
        **ItemForm.ROLES,
        "agenda": (FileRole.AGENDA, ""),
        "minutes": (FileRole.MINUTES, ""),
    }

    def clean(self):
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and data.get("all_day"):
            data["starts_at"], data["ends_at"] = begins, ends = whole_days(begins, ends)
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It would end before it begins: choose a later moment."))
        if begins and data.get("registration_ends_at") and data["registration_ends_at"] > begins:
            self.add_error("registration_ends_at", _("It has begun by then: choose an earlier moment."))
        return data


def whole_days(begins, ends):
    """From the first local midnight to the one after the last day."""
    return start_of(local_day(begins)), start_of(local_day(ends) + DAY)


class CancelForm(forms.Form):
    cancellation_ar = TextField(label=_("Why it is cancelled, in Arabic"), longest=250)
    cancellation_fr = TextField(label=_("Why it is cancelled, in French"), longest=250)


class EntryForm(HoldingForm):
    """A line of the programme. `event`: whose; `entry`: the one that is changed."""

    ROLES: ClassVar = {"documents": (FileRole.ATTACHMENT, "")}

    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"})
    )
    from_time = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "dir": "ltr"})
    )
    to_time = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "dir": "ltr"})
    )
    title_ar = TextField(label=_("Title in Arabic"), longest=200)
    title_fr = TextField(label=_("Title in French"), longest=200)
    text_ar = TextField(label=_("Text in Arabic"), longest=600, lines=True, required=False)
    text_fr = TextField(label=_("Text in French"), longest=600, lines=True, required=False)
    speakers_ar = TextField(label=_("Speakers, in Arabic"), longest=300, required=False)
    speakers_fr = TextField(label=_("Speakers, in French"), longest=300, required=False)
    parent = RowField(
        ProgrammeEntry.objects.none(), label=_("Part of"), required=False, empty_label=_("Stands by itself")
    )
    documents = FilesField(label=_("Documents"), required=False, widget=FilesInput(attrs={"accept": PDF}))

    def __init__(self, *args, event, entry=None, **options):
        super().__init__(*args, **options)
        self.event = event
        others = event.programme.filter(parent=None)
        self.fields["parent"].queryset = others.exclude(pk=entry.pk) if entry else others
        for name, field in self.fields.items():
            if name[-3:] in ("_ar", "_fr"):
                field.widget.attrs |= {"lang": name[-2:], "dir": "rtl" if name.endswith("ar") else "ltr"}

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not self.event.first_day <= day <= self.event.last_day:
            raise forms.ValidationError(_("This day is not one of the days of the event."))
        return day

    def clean(self):
        data = super().clean()
        begins, ends = data.get("from_time"), data.get("to_time")
        if begins and ends and ends <= begins:
            self.add_error("to_time", _("It would end before it begins: choose a later moment."))
        parent = data.get("parent")
        if parent and data.get("on") and parent.on != data["on"]:
            self.add_error("parent", _("What it is a part of is on another day."))
        return data
