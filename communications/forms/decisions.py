"""The forms of the register of decisions, and of what they promise."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.backoffice.forms.choices import capitalised
from portal.cases.fields import FilesField, RowField, RowsField, TextField
from portal.communes.models import Department
from portal.workdays.arithmetic import local_day

from ..models import Decision, Event
from ..states.decisions import DecisionKind, Effect, Organ, Progress
from ..states.items import LANGUAGES, OF_THE_COUNCIL, FileRole, Status
from .items import DIRECTIONS, ItemForm

NONE: Any = None  # a field of every publication that a decision has not


def day_field(label, **options):
    """A day, picked with the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"})
    return forms.DateField(label=label, widget=widget, **options)


def paper_field(label):
    widget = forms.FileInput(attrs={"accept": "application/pdf"})
    return FilesField(label=label, required=False, widget=widget)


class NamedDecisions(RowsField):
    def label_from_instance(self, decision):
        return named(decision)


def named(decision):
    """How the register calls a decision: "Deliberation no. 12/2026: its subject"."""
    told = {"kind": str(decision.kind_label).capitalize(), "number": decision.number, "subject": decision}
    return _("%(kind)s no. %(number)s: %(subject)s") % told


class NamedSessions(RowField):
    def label_from_instance(self, event):
        return f"{event.first_day:%Y-%m-%d} · {event}"


class DecisionForm(ItemForm):
    """An entry of the register. `item`: the one that is changed, None for a new one."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=lambda: capitalised(DecisionKind.choices), widget=forms.RadioSelect
    )
    number = TextField(label=_("Number"), longest=40, help_text=_("As it stands on the paper."))
    decided_on = day_field(_("Decided on"))
    organ = forms.ChoiceField(label=_("Decided by"), choices=lambda: capitalised(Organ.choices))
    session = NamedSessions(
        Event.objects.none(), label=_("At which session"), required=False, empty_label=_("At none of those below")
    )
    posted_on = day_field(
        _("Posted on"), required=False, help_text=_("The day on which it was put on the board: within eight days.")
    )
    title_ar = TextField(label=_("Subject in Arabic"), longest=160, required=False)
    title_fr = TextField(label=_("Subject in French"), longest=160, required=False)
    summary_ar = TextField(label=_("What it changes, in Arabic and in plain words"), longest=400, required=False)
    summary_fr = TextField(label=_("What it changes, in French and in plain words"), longest=400, required=False)
    amends = NamedDecisions(Decision.objects.none(), label=_("It amends"), required=False)
    repeals = NamedDecisions(Decision.objects.none(), label=_("It repeals"), required=False)
    signed_ar = paper_field(_("Signed paper in Arabic (PDF)"))
    signed_fr = paper_field(_("Signed paper in French (PDF)"))
    expires_at = pinned = picture = words_ar = words_fr = NONE

    PAPERS = ("signed_ar", "signed_fr")
    ROLES: ClassVar = {
        "signed_ar": (FileRole.SIGNED, "ar"),
        "signed_fr": (FileRole.SIGNED, "fr"),
        "attachments": (FileRole.ATTACHMENT, ""),
        "recording_ar": (FileRole.RECORDING, "ar"),
        "recording_fr": (FileRole.RECORDING, "fr"),
    }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        sessions = Event.objects.of(self.commune).filter(kind__in=OF_THE_COUNCIL).exclude(status=Status.WITHDRAWN)
        self.fields["session"].queryset = sessions.order_by("-starts_at")
        others = Decision.objects.of(self.commune).exclude(pk=self.item.pk if self.item else None)
        for name in ("amends", "repeals"):
            self.fields[name].queryset = others.order_by("-decided_on", "-pk")

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > local_day(self.at):
            raise forms.ValidationError(_("This day has not come yet: enter what was decided."))
        return day

    def clean(self):
        data = super().clean()
        decided, posted, session = (data.get(name) for name in ("decided_on", "posted_on", "session"))
        if posted and posted > local_day(self.at):
            self.add_error("posted_on", _("This day has not come yet: note what was done."))
        elif posted and decided and posted < decided:
            self.add_error("posted_on", _("It was not decided yet on this day."))
        if session and decided and not session.first_day <= decided <= session.last_day:
            days = formats.listing([day.isoformat() for day in {session.first_day, session.last_day}], "fr")
            self.add_error("decided_on", _("This session was not held on this day, but on: %(days)s.") % {"days": days})
        if set(data.get("amends") or ()) & set(data.get("repeals") or ()):
            self.add_error("repeals", _("What is repealed is not amended too: choose one of both."))
        return data

    def say_taken(self):
        self.add_error("number", _("This number of this year stands in the register already."))


def first_decided(decision):
    """What stands in the form of a decision beside what every publication has."""
    effects = list(decision.effects.all())
    of = {what: [row.on_id for row in effects if row.what == what] for what in Effect.values}
    return {"amends": of[Effect.AMENDS], "repeals": of[Effect.REPEALS], "session": decision.session_id}


class CommitmentForm(forms.Form):
    """What a decision promises."""

    text_ar = TextField(label=_("What is promised, in Arabic"), longest=300)
    text_fr = TextField(label=_("What is promised, in French"), longest=300)
    department = RowField(
        Department.objects.none(), label=_("Department that answers for it"), required=False, empty_label=_("None")
    )
    due_on = day_field(_("Promised for"))

    def __init__(self, *args, decision, **options):
        super().__init__(*args, **options)
        self.decision = decision
        self.fields["department"].queryset = Department.objects.of(decision.commune).active()
        _speak(self)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < self.decision.decided_on:
            raise forms.ValidationError(_("It was not decided yet on this day."))
        return day


class ReportForm(forms.Form):
    """How far a commitment is."""

    progress = forms.ChoiceField(label=_("How far it is"), choices=lambda: capitalised(Progress.choices))
    text_ar = TextField(label=_("What was done, in Arabic"), longest=400)
    text_fr = TextField(label=_("What was done, in French"), longest=400)
    due_on = day_field(_("Now promised for"), required=False, help_text=_("Empty: as before."))

    def __init__(self, *args, commitment, **options):
        super().__init__(*args, **options)
        self.commitment = commitment
        _speak(self)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < self.commitment.decision.decided_on:
            raise forms.ValidationError(_("It was not decided yet on this day."))
        return day


def _speak(form):
    for code in LANGUAGES:
        form.fields[f"text_{code}"].widget.attrs |= {"lang": code, "dir": DIRECTIONS[code]}
