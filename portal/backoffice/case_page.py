"""The page on which staff work on a case. A pillar adds a subclass for its own cases.

Its AppConfig declares `case_pages = {"complaints.complaint": "complaints.case_page.ComplaintPage"}`.
"""

from django.apps import apps
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.cases.states import CONTEST, CONTEST_SILENCE, FAR, REVIEW, State

from . import actions


class CasePage:
    """What a case shows to one member of staff, and what this person may do with it now."""

    title = ""
    kinds: tuple = ()
    further_rule_kinds: tuple = (
        (REVIEW, _("review of an answer")),
        (CONTEST, _("time to ask for a review, after an answer")),
        (CONTEST_SILENCE, _("time to ask for a review, after a deadline without an answer")),
    )
    extra_actions: tuple = ()
    without: tuple = ()  # names of the kernel's actions that make no sense for these cases

    def actions(self, case, user, at):
        """The actions that this person may do now, in the order in which they are offered."""
        return [action for action in self.all_actions() if self.may(action, case, user)]

    def may(self, action, case, user):
        """Whether this person may do an action now; a pillar may allow less."""
        return action.may(user, case)

    def offered(self, case, user, at):
        """{"primary": what should happen next or None, place: other actions…}."""
        possible = self.actions(case, user, at)
        names = {action.name: action for action in possible}
        primary = next((names[name] for name in self.next_steps(case, user) if name in names), None)
        rest = {place: [a for a in possible if a.place == place and a != primary] for place in actions.PLACES}
        return {"primary": primary, "any": bool(possible), **rest}

    def next_steps(self, case, user):
        """Names of actions, the most useful one first."""
        if case.state == State.ANSWERED:
            return ("deliver", "close") if case.due_at < FAR or case.unreached_at else ("close",)
        if case.assignee_id == user.pk:
            return ("approve", "answer", "reply")
        return ("approve", "reply", "note-remark", "take", "answer")

    def parts(self, case, user, at):
        """Parts of the page that only a pillar knows, as (template, context)."""
        return []

    def all_actions(self):
        kernel = (action for action in actions.KERNEL if action.name not in self.without)
        return (*kernel, *self.extra_actions)

    def action(self, name):
        """The action of this name, or None."""
        return next((action for action in self.all_actions() if action.name == name), None)

    def kind_of(self, case):
        """The kind of a case in words."""
        return dict(self.kinds).get(case.kind, case.kind)


def page_of(case):
    """The page of a case: its pillar's, else the kernel's."""
    return pages().get(case.model) or CasePage()


def pages():
    """{model of a case: its page} of the installed pillars."""
    declared = {}
    for config in apps.get_app_configs():
        declared |= getattr(config, "case_pages", {})
    return {model: import_string(path)() for model, path in declared.items()}


def pillar(asked):
    """(model, page) of the pillar whose cases are asked for, else of the first one. Raise Http404 without any."""
    found = pages()
    if not found:
        raise Http404
    model = asked if asked in found else next(iter(found))
    return model, found[model]


def kinds():
    """All kinds of cases of the installed pillars as (value, label)."""
    return [kind for page in pages().values() for kind in page.kinds]


def rule_kinds():
    """What deadline rules are made for: the kinds of cases, and what else a pillar counts."""
    return kinds() + [kind for page in pages().values() for kind in page.further_rule_kinds]


def models():
    """The pillars' kinds of dossier as (model of a case, title)."""
    return [(model, page.title) for model, page in pages().items()]
