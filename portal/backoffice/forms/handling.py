"""Forms that move a case: to a person, a department, a date, a place, an end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, User
from portal.cases.fields import TextField
from portal.cases.models import Topic
from portal.cases.rules import HANDLERS
from portal.cases.states import Means
from portal.communes.models import Department, District

from .base import ActionForm, FutureDayField, day_input, text_field
from .choices import TopicField, districts


class AssignForm(ActionForm):
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Who takes care of it"), empty_label=_("Choose"))

    def prepare(self):
        members = Membership.objects.of(self.case.commune_id).present(self.today).filter(role__in=HANDLERS)
        if self.case.department_id:
            members = members.filter(department=self.case.department_id)
        field = self.fields["assignee"]
        field.queryset = User.objects.filter(pk__in=members.values("user")).order_by("pk")
        field.help_text = _("Members of the department who are there today.")
        self.initial.setdefault("assignee", self.case.assignee_id)


class TransferForm(ActionForm):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=_("Choose"))

    def prepare(self):
        departments = Department.objects.of(self.case.commune_id).active()
        self.fields["department"].queryset = departments.exclude(pk=self.case.department_id)


class PlanForm(ActionForm):
    on = FutureDayField(label=_("Day of the intervention"))

    def prepare(self):
        self.fields["on"].not_before(self.today)
        self.initial.setdefault("on", self.case.planned_on)


class DeliverForm(ActionForm):
    means = forms.ChoiceField(
        label=_("How the answer was given"),
        choices=[(Means.HANDED, _("Handed over")), (Means.POST, _("By post"))],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Date"), widget=day_input())
    post_number = TextField(label=_("Number of the letter"), longest=60, required=False)

    def prepare(self):
        self.initial.setdefault("on", self.today)
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()
        self.fields["post_number"].widget.attrs["dir"] = "ltr"

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["on"]

    def clean(self):
        if self.cleaned_data.get("means") == Means.POST and not self.cleaned_data.get("post_number"):
            self.add_error("post_number", _("Write the number of the letter."))


class CorrectForm(ActionForm):
    topic = TopicField(label=_("Topic"))
    district = forms.ModelChoiceField(District.objects.none(), label=_("District"), required=False, empty_label="–")
    address = TextField(label=_("Place, landmark"), longest=250, required=False)

    def prepare(self):
        self.fields["topic"].offer(self.case.commune_id, model=self.case.topic and self.case.topic.model)
        self.fields["district"].queryset = districts(self.case.commune_id)
        for name in ("topic", "district"):
            self.initial.setdefault(name, getattr(self.case, f"{name}_id"))
        self.initial.setdefault("address", self.case.address)

    def clean(self):
        if not self.errors and not self.has_changed():
            raise forms.ValidationError(_("Nothing was changed."))

    def given(self):
        return {name: value for name, value in super().given().items() if name in self.changed_data}


class SplitForm(ActionForm):
    subject = TextField(label=_("Subject of the second case"), longest=160)
    description = text_field(_("What it is about, from the person's letter"))
    topic = TopicField(label=_("Topic"))
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("The topic's own")
    )

    def prepare(self):
        self.fields["topic"].offer(self.case.commune_id, model=self.case.topic and self.case.topic.model)
        self.fields["department"].queryset = Department.objects.of(self.case.commune_id).active()

    def given(self):
        given = super().given()
        topic: Topic = given["topic"]
        return given | {"department": given["department"] or topic.department or self.case.department}
