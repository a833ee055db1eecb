"""What a list of cases holds: {filter: value} applied to cases. All of it stands on Case, so an index serves it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from portal.cases import parts
from portal.cases.models import Case
from portal.cases.querysets import Sight
from portal.cases.states import State
from portal.communes.models import Commune
from portal.prepared import Prepared
from portal.workdays.arithmetic import end_of, local_day

OPEN_ONES, EVERYTHING = "open", "all"
MOST_READ = 10_000  # of a department's open cases, the nearest deadlines first, when its lists are counted
PLAIN = ("department", "district", "channel", "kind")


def end_of_week(at):
    """The moment at which the local week of `at` ends: Sunday's midnight, exclusive."""
    today = local_day(at)
    return end_of(today + timedelta(days=6 - today.weekday()))


@dataclass(frozen=True)
class Desk:
    """Whose lists these are: a person at a moment in a commune. `topics`: the rows a topic may be chosen from.

    `today`, `week`: the moments at which this day and this week end.
    """

    user: Any
    commune: Commune
    at: datetime
    today: datetime
    week: datetime
    topics: tuple = ()

    @classmethod
    def of(cls, user, commune, at, topics=()):
        return cls(user, commune, at, end_of(local_day(at)), end_of_week(at), topics)

    def parts(self, chosen):
        """The cases that pass all filters and that this person may see, as the parts of a list."""
        found = [self.select(part, chosen) for part in self._seen(chosen)]
        if "q" in chosen and chosen.get("state") == EVERYTHING:  # words of open cases are an index of their own
            return [half for part in found for half in (part.open(), part.done())]
        return found

    def _seen(self, chosen):
        """What this person sees, in parts that one index serves each; in one where the filters leave few anyway."""
        seen = self._parts
        if len(seen) > 1 and (chosen.get("who") == "me" or chosen.get("todo") == "asked"):
            return [Case.objects.of(self.commune)]  # what is theirs, or asked of them, they see
        if len(seen) > 1 and "todo" in chosen:
            return [Case.objects.visible_to(self.user, self.commune)]
        return seen

    @cached_property
    def _parts(self):
        return Case.objects.visible_parts(self.user, self.commune)

    def counts(self, lists, most):
        """{name: how many} of lists as {name: chosen}, each counted up to most + 1: one query for all of them."""
        row = _counted.first(self, lists, most, shape=(*self.shape(lists), most), **self.moments)
        counted = dict.fromkeys(lists, 0) | {name[2:]: n for name, n in row.items() if name != "open_ones"}
        counted |= row.get("open_ones") or {}
        return {name: min(count, most + 1) for name, count in counted.items()}

    def counting(self, lists, most):
        """The query of `counts`: one row of expressions."""
        found = {f"n_{name}": parts.count_up_to(self.parts(chosen), most + 1) for name, chosen in lists.items()}
        open_ones = self._of_open(lists)
        if open_ones:
            nearest = [part.open() for part in self._seen({})]
            found = {key: value for key, value in found.items() if key[2:] not in open_ones}
            found["open_ones"] = parts.counts_among(nearest, open_ones, "due_at", "pk", most=MOST_READ)
        return Commune.objects.filter(pk=self.commune.pk).annotate(**found).values(*found)

    @property
    def moments(self):
        """What passes by itself; the queries of the same lists differ in nothing else."""
        return {"at": self.at, "today": self.today, "week": self.week}

    def shape(self, lists):
        """All that queries of these lists are made of, but for the moments."""
        of_topics = {
            chosen["topic"]: tuple(self._with_children(chosen["topic"]))
            for chosen in lists.values()
            if "topic" in chosen
        }
        chosen = tuple((name, tuple(some.items())) for name, some in lists.items())
        return Sight.of(self.user, self.commune), chosen, tuple(of_topics.items())

    def _of_open(self, lists):
        """{name: condition} of the lists that are counted in one go over the open cases: for who sees in parts."""
        if len(self._seen({})) < 2:
            return {}
        conditions = {
            (): Q(),
            (("due", "overdue"),): Q(due_at__lte=self.at),
            (("due", "today"),): Q(due_at__gt=self.at, due_at__lte=self.today),
            (("due", "week"),): Q(due_at__gt=self.at, due_at__lte=self.week),
            (("who", "nobody"),): Q(assignee=None),
            (("state", "incomplete"),): Q(state=State.INCOMPLETE),
        }
        keys = {name: tuple(chosen.items()) for name, chosen in lists.items()}
        return {name: conditions[key] for name, key in keys.items() if key in conditions}

    def select(self, cases, chosen):
        """Without a state: the open ones, unless what is to do says otherwise."""
        cases = self._in_state(cases, chosen.get("state"), chosen.get("todo"))
        for name in PLAIN:
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
        return [row.pk for row in self.topics if topic.pk in (row.pk, row.parent_id)]

    def _to_do(self, cases, todo):
        match todo:
            case "asked":
                return cases.asked_of(self.user.departments_in(self.commune))
            case "replied":
                return cases.replied()
            case "reviews":
                return cases.under_review()
            case "approve":
                return cases.to_approve()
            case "deliver":
                return cases.undelivered()
            case "unreached":
                return cases.unreached()
        return cases

    def _due(self, cases, due):
        if due == "overdue":
            return cases.overdue(self.at)
        if due == "today":
            return cases.open().filter(due_at__gt=self.at, due_at__lte=self.today)
        if due == "week":
            return cases.open().filter(due_at__gt=self.at, due_at__lte=self.week)
        return cases

    def _with(self, cases, who):
        if who == "me":
            return cases.filter(assignee=self.user)
        if who == "nobody":
            return cases.filter(assignee=None)
        return cases.filter(assignee=who) if who else cases


@Prepared
def _counted(desk, lists, most, **moments):
    return replace(desk, **moments).counting(lists, most)
