"""What staff enter of a petition: its paper signatures, the session that deals with it, what was decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.base import ActionForm, day_input
from portal.cases.fields import RowField, TextField

from ..models import Decision, Event, SignatureSheet
from ..states.items import OF_THE_COUNCIL, Status
from .petitions import MOST


class SheetForm(ActionForm):
    count = forms.IntegerField(label=_("How many signatures"), min_value=1, max_value=MOST)
    on = forms.DateField(label=_("Counted on"), widget=day_input())
    note = TextField(label=_("Note"), longest=200, required=False, help_text=_("Where the sheets are kept."))

    def prepare(self):
        self.initial.setdefault("on", self.today)

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("This day has not come yet. Correct the date."))
        return self.cleaned_data["on"]


class StrikeForm(ActionForm):
    sheet = RowField(SignatureSheet.objects.none(), label=_("Which count"), empty_label=None)
    why = TextField(label=_("Why it does not count"), longest=200)

    def prepare(self):
        self.fields["sheet"].queryset = SignatureSheet.objects.filter(petition=self.case.pk, struck_at=None)


class AgendaForm(ActionForm):
    session = RowField(
        Event.objects.none(),
        label=_("Session of the council"),
        empty_label=None,
        error_messages={"required": _("Announce the session in the calendar first.")},
    )

    def prepare(self):
        sessions = Event.objects.of(self.case.commune_id).filter(kind__in=OF_THE_COUNCIL, cancelled_at=None)
        self.fields["session"].queryset = (
            sessions.coming(self.at).exclude(status=Status.WITHDRAWN).order_by("starts_at")
        )


class DecidedForm(ActionForm):
    decision = RowField(Decision.objects.none(), label=_("Decision of the council"), empty_label=None)

    def prepare(self):
        session = self.case.concrete().session_id
        rows = Decision.objects.of(self.case.commune_id).exclude(status=Status.WITHDRAWN).filter(session=session)
        self.fields["decision"].queryset = rows.order_by("-decided_on", "-pk")
