"""What the templates of the configuration pages need: rows of Django's change list in our words and dates."""

from datetime import date, datetime

from django import template
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats

register = template.Library()
EMPTY = "–"


@register.simple_tag
def list_headers(cl):
    """The headings of a change list."""
    return [capfirst(label_for_field(name, cl.model, model_admin=cl.model_admin)) for name in cl.list_display]


@register.simple_tag
def list_rows(cl):
    """The rows of a change list: the address of each, and its cells as (text, whether it is a yes or no)."""
    return [
        {"url": cl.url_for_result(row), "cells": [_cell(cl, row, name) for name in cl.list_display]}
        for row in cl.result_list
    ]


def _cell(cl, row, name):
    field, _attribute, value = lookup_field(name, row, cl.model_admin)
    if value in (None, ""):
        return EMPTY
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date | datetime):
        return formats.day(value, get_language())
    if field is None or isinstance(field, models.ForeignKey):
        return getattr(row, name) if field is not None else value
    return display_for_field(value, field, EMPTY) if field.flatchoices else value


@register.simple_tag
def list_pages(cl):
    """The addresses of the pages before and after this one of a change list."""
    last = cl.paginator.num_pages
    before = cl.get_query_string({"p": cl.page_num - 1}) if cl.page_num > 1 else ""
    after = cl.get_query_string({"p": cl.page_num + 1}) if cl.page_num < last else ""
    return {"before": before, "after": after}


@register.filter
def filter_choices(cl, spec):
    """The choices of one filter of a change list."""
    return list(spec.choices(cl))


@register.filter
def capped(count, most=1000):
    """A number, or "1,000+" above what is counted."""
    lang = get_language()
    return f"{formats.number(most, lang)}+" if count > most else formats.number(count, lang)


@register.filter
def readonly_text(field):
    """The value of a field that cannot be changed here, in our words and dates."""
    value = getattr(field.form.instance, field.field["name"], None)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return formats.day(value, get_language())
    return EMPTY if value in (None, "") else field.contents()
