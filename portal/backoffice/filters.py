"""The form that filters the inbox. The rows that may be chosen are read once, for this form and for saved lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import components
from portal.accounts.models import Membership
from portal.cases.fields import TextField
from portal.cases.models import Topic
from portal.cases.rules import HANDLERS
from portal.cases.states import Channel
from portal.communes.models import Department, District
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day

from .forms.choices import capitalised, grouped
from .selection import EVERYTHING, Desk

ALL = [("", _("All"))]
DUE = [("overdue", _("overdue")), ("today", _("due today")), ("week", _("due this week"))]
TODO = [
    ("asked", _("asked of my department")),
    ("replied", _("the person wrote last")),
    ("reviews", _("review of an answer")),
    ("approve", _("answer to approve")),
    ("deliver", _("answer to deliver")),
    ("unreached", _("person not reached")),
]


ROWS = {
    "topic": Prepared(Topic.objects.of),
    "department": Prepared(Department.objects.of),
    "district": Prepared(District.objects.of),
}


@Prepared
def _handlers(commune, on):
    members = Membership.objects.of(commune).filter(role__in=HANDLERS).marked(on)
    return members.select_related("user").order_by("user_id", "pk")


class RowField(forms.Field):
    """One of some rows that were read already, or one of the words that stand before them."""

    default_error_messages = {"gone": _("This choice does not exist any more.")}

    def __init__(self, **options):
        super().__init__(required=False, **options)
        self.offer([])

    def offer(self, rows, *, words=(), labelled=None):
        """`words`: pairs before the rows; `labelled`: the rows as choices where a plain list will not do."""
        self.words = {value for value, _label in words}
        self.rows = {str(row.pk): row for row in rows}
        named = [(row.pk, str(row)) for row in rows] if labelled is None else labelled
        self.choices = capitalised([*ALL, *words, *named])

    def to_python(self, value):
        if not value or value in self.words:
            return value or None
        if value not in self.rows:
            raise forms.ValidationError(self.error_messages["gone"], "gone")
        return self.rows[value]


class InboxFilter(forms.Form):
    """The filters of a list of cases for one person, at a moment. A value that is none is left out, never an error.

    `rows`: {field of Case: {key: row}} of all that was read to offer it, also what is not offered any more.
    """

    q = TextField(label=_("Search"), longest=200, required=False, drawings=True)
    state = forms.ChoiceField(label=_("State"), required=False)
    due = forms.ChoiceField(label=_("Deadline"), required=False, choices=[*ALL, *DUE])
    topic = RowField(label=_("Topic"))
    department = RowField(label=_("Department"))
    district = RowField(label=_("District"))
    who = RowField(label=_("With whom"))
    todo = forms.ChoiceField(label=_("To do"), required=False, choices=[*ALL, *TODO])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[*ALL, *Channel.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    more = ("district", "who", "todo", "channel", "kind")

    def __init__(self, data, *, commune, user, at, kinds):
        super().__init__(data)
        self.at, self.rows = at, {}
        states = [("", _("all open ones")), *components.states_for_staff(), (EVERYTHING, _("all, closed ones too"))]
        self.fields["state"].choices = capitalised(states)
        self.fields["kind"].choices = capitalised([*ALL, *kinds])
        for name in ("due", "todo", "channel"):
            self.fields[name].choices = capitalised(self.fields[name].choices)
        topics = self._read("topic", commune)
        self.fields["topic"].offer(topics, labelled=list(grouped(topics)))
        for name in ("department", "district"):
            self.fields[name].offer(self._read(name, commune))
        self._offer_people(commune, user)
        self.desk = Desk.of(user, commune, at, tuple(topics))
        self.full_clean()

    def _read(self, name, commune):
        """All rows of the commune, kept by key for who shows cases; return those that may be chosen."""
        self.rows[name] = {row.pk: row for row in ROWS[name](commune=commune.pk)}
        return [row for row in self.rows[name].values() if row.active]

    def _offer_people(self, commune, user):
        """Those who handle cases, or did: one query, which also says who is there to be given some (`handlers`)."""
        self.handlers = _handlers(commune=commune.pk, on=local_day(self.at))
        for member in self.handlers:
            member.department = self.rows["department"].get(member.department_id)
        self.rows["assignee"] = {user.pk: user} | {member.user_id: member.user for member in self.handlers}
        people = {pk: person for pk, person in self.rows["assignee"].items() if pk != user.pk}
        named = [(person.pk, str(person)) for person in people.values()]
        words = [("me", _("my cases")), ("nobody", _("nobody yet"))]
        self.fields["who"].offer([*people.values(), user], words=words, labelled=named)

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
    def left_out(self):
        """The labels of the filters whose values are none (any more): a topic was taken away, an address was typed."""
        return [self.fields[name].label for name in self.errors]

    @property
    def has_more(self):
        return any(name in self.chosen for name in self.more)

    def read(self, given):
        """({name: value}, labels of what is none any more) of filters that were kept as they stand in an address."""
        chosen, gone = {}, []
        for name in given.keys() & self.fields.keys():
            try:
                value = self.fields[name].clean(given[name])
            except forms.ValidationError:
                gone.append(self.fields[name].label)
            else:
                chosen |= {name: value} if value else {}
        return chosen, gone
