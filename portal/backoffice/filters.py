"""What the inbox is filtered by. All of it stands on Case itself, so that one index serves each list."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.cases.fields import TextField
from portal.cases.rules import HANDLERS
from portal.cases.states import Channel, State
from portal.communes.models import Department, District
from portal.workdays.arithmetic import end_of, local_day

from .forms.choices import TopicField, capitalised

OPEN_ONES, EVERYTHING = "open", "all"
ALL = [("", _("All"))]
DUE = [("overdue", _("overdue")), ("week", _("due this week"))]
TODO = [
    ("asked", _("asked of my department")),
    ("replied", _("the person wrote last")),
    ("deliver", _("answer to deliver")),
    ("unreached", _("person not reached")),
]


def end_of_week(at):
    """The moment at which the local week of `at` ends: Sunday's midnight, exclusive."""
    today = local_day(at)
    return end_of(today + timedelta(days=6 - today.weekday()))


class Everyone(forms.ModelChoiceField):
    """Nobody, the person who looks, or a member of staff."""

    def __init__(self, **options):
        super().__init__(User.objects.none(), required=False, **options)

    def offer(self, commune, user):
        people = User.objects.filter(memberships__commune=commune, memberships__role__in=HANDLERS).distinct()
        self.queryset = people.order_by("pk")
        named = [(person.pk, str(person)) for person in people if person != user]
        self.choices = capitalised([*ALL, ("me", _("my cases")), ("nobody", _("nobody yet")), *named])

    def to_python(self, value):
        return value if value in ("me", "nobody") else super().to_python(value)


class InboxFilter(forms.Form):
    """The filters of a list of cases for one person, at a moment. A value that is none is left out, never an error."""

    q = TextField(label=_("Search"), longest=200, required=False, drawings=True)
    state = forms.ChoiceField(label=_("State"), required=False)
    due = forms.ChoiceField(label=_("Deadline"), required=False, choices=[*ALL, *DUE])
    topic = TopicField(label=_("Topic"), required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    district = forms.ModelChoiceField(District.objects.none(), label=_("District"), required=False)
    who = Everyone(label=_("With whom"))
    todo = forms.ChoiceField(label=_("To do"), required=False, choices=[*ALL, *TODO])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[*ALL, *Channel.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    more = ("district", "who", "todo", "channel", "kind")

    def __init__(self, data, *, commune, user, at, kinds):
        super().__init__(data)
        self.commune, self.user, self.at = commune, user, at
        states = [("", _("all open ones")), *State.choices, (EVERYTHING, _("all, closed ones too"))]
        self.fields["state"].choices = capitalised(states)
        self.fields["kind"].choices = capitalised([*ALL, *kinds])
        for name in ("due", "todo", "channel"):
            self.fields[name].choices = capitalised(self.fields[name].choices)
        self.fields["topic"].empty_label = _("All")
        self.fields["topic"].offer(commune.pk)
        for name, model in (("department", Department), ("district", District)):
            self.fields[name].queryset = model.objects.of(commune.pk).active()
            self.fields[name].empty_label = _("All")
        self.fields["who"].offer(commune, user)
        self.full_clean()

    @property
    def first_fields(self):
        return [self[name] for name in self.fields if name != "q" and name not in self.more]

    @property
    def more_fields(self):
        return [self[name] for name in self.more]

    @property
    def chosen(self):
        """{name: value} of the filters that are set and make sense."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def has_more(self):
        return any(name in self.chosen for name in self.more)

    def apply(self, cases):
        """The cases that pass all filters. Without a state: the open ones, unless what is to do says otherwise."""
        chosen = self.chosen
        cases = self._in_state(cases, chosen.get("state"), chosen.get("todo"))
        for name in ("department", "district", "channel", "kind"):
            if name in chosen:
                cases = cases.filter(**{name: chosen[name]})
        if "topic" in chosen:
            cases = cases.filter(topic__in=self._with_children(chosen["topic"]))
        cases = self._to_do(cases, chosen.get("todo"))
        cases = self._due(cases, chosen.get("due"))
        cases = self._with(cases, chosen.get("who"))
        return cases.matching(chosen["q"]) if "q" in chosen else cases

    def _in_state(self, cases, state, todo):
        if state == EVERYTHING or (not state and todo in ("deliver", "unreached")):
            return cases
        return cases.filter(state=state) if state else cases.open()

    def _with_children(self, topic):
        rows = self.fields["topic"].queryset
        return [row.pk for row in rows if topic.pk in (row.pk, row.parent_id)]

    def _to_do(self, cases, todo):
        match todo:
            case "asked":
                return cases.asked_of(self.user.departments_in(self.commune))
            case "replied":
                return cases.replied()
            case "deliver":
                return cases.undelivered()
            case "unreached":
                return cases.unreached()
        return cases

    def _due(self, cases, due):
        if due == "overdue":
            return cases.overdue(self.at)
        if due == "week":
            return cases.open().filter(due_at__gt=self.at, due_at__lte=end_of_week(self.at))
        return cases

    def _with(self, cases, who):
        if who == "me":
            return cases.filter(assignee=self.user)
        if who == "nobody":
            return cases.filter(assignee=None)
        return cases.filter(assignee=who) if who else cases
