"""The audit trail in words: what an entry says, with the labels of its form and the values as people read them."""

from dataclasses import dataclass, field
from datetime import datetime

from auditlog.models import LogEntry
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal import formats
from portal.accounts.models import Membership

from .registrations.labels import field_label

ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("added"),
    LogEntry.Action.UPDATE: gettext_lazy("changed"),
    LogEntry.Action.DELETE: gettext_lazy("deleted"),
}
NONE = ("", "None", None)


@dataclass(frozen=True)
class Change:
    """One entry. `fields` holds (label, old, new) in words; `url` opens the row while it can be opened."""

    at: datetime
    by: object
    action: object  # a lazily translated word
    what: str = ""
    row: str = ""
    url: str = ""
    fields: list = field(default_factory=list)


def told(entries):
    """Entries of the trail as Changes, in their order; rows that fields point to are read in one query per model."""
    entries = list(entries)
    names = _names_of_rows(entries)
    return [_told(entry, names) for entry in entries]


def _told(entry, names):
    model = entry.content_type.model_class()
    facts = {"at": entry.timestamp, "by": entry.actor, "action": ACTIONS.get(entry.action, "")}
    facts |= {
        "what": capfirst(str(model._meta.verbose_name)) if model else "",
        "row": names.get((model, str(entry.object_pk)), entry.object_repr),
    }
    if model is None:
        return Change(**facts)
    fields = list(_fields(entry, model, names)) if entry.action == LogEntry.Action.UPDATE else []
    return Change(**facts, url=_url(entry, model), fields=fields)


def _fields(entry, model, names):
    known = {field.name: field for field in model._meta.concrete_fields}
    for name, pair in sorted((entry.changes_dict or {}).items()):
        if name in known and len(pair) == 2:
            label = field_label(model, name) or capfirst(str(known[name].verbose_name))
            yield label, *(_in_words(known[name], value, names) for value in pair)


def _in_words(field, value, names):
    if value in NONE:
        return None
    if field.is_relation:
        return names.get((field.related_model, str(value)), f"no. {value}")
    if isinstance(field, models.BooleanField):
        return _("Yes") if value == "True" else _("No")
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return formats.moment(moment, get_language()) if moment and moment.tzinfo else value
    if isinstance(field, models.DateField):
        day = parse_date(value)
        return formats.day(day, get_language()) if day else value
    return str(dict(field.flatchoices).get(value, value))


def _names_of_rows(entries):
    """{(model, key as text): the row in words} of the entries' own rows and of those that their fields point to."""
    wanted = {}
    for entry in entries:
        model = entry.content_type.model_class()
        if model in admin.site._registry or model is Membership:  # a list that a person keeps is not named here
            wanted.setdefault(model, set()).add(entry.object_pk)
        links = {f.name: f.related_model for f in model._meta.concrete_fields if f.is_relation} if model else {}
        for name, pair in (entry.changes_dict or {}).items():
            if name in links:
                wanted.setdefault(links[name], set()).update(key for key in pair if str(key).isdigit())
    return {
        (model, str(row.pk)): str(row)
        for model, keys in wanted.items()
        for row in model._default_manager.select_related().filter(pk__in=keys)
    }


def _url(entry, model):
    """The page of the row, where it has one and was not deleted by this entry."""
    if model not in admin.site._registry or entry.action == LogEntry.Action.DELETE:
        return ""
    try:
        return reverse(f"backoffice:{model._meta.app_label}_{model._meta.model_name}_change", args=[entry.object_pk])
    except NoReverseMatch:
        return ""
