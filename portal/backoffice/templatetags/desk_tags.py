"""What the templates of the configuration pages need: rows of Django's change list in our words and dates."""

from datetime import date, datetime
from html import escape

from django import template
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.backoffice.context import frame
from portal.backoffice.registrations.base import field_label

register = template.Library()
EMPTY = "–"


@register.simple_tag
def select(field):
    """The <select> of a filter, made in one go: Django's own renders a template for each of its hundred options."""
    chosen = str(field.value() or "")
    parts = []
    for value, label in field.field.choices:
        if isinstance(label, list | tuple):
            below = "".join(_option(key, words, chosen) for key, words in label)
            parts.append(f'<optgroup label="{escape(str(value))}">{below}</optgroup>')
        else:
            parts.append(_option(value, label, chosen))
    name, options = field.html_name, mark_safe("".join(parts))  # noqa: S308  (each part is escaped)
    return format_html('<select class="form-select" id="{}" name="{}">{}</select>', field.id_for_label, name, options)


def _option(value, label, chosen):
    selected = " selected" if str(value) == chosen else ""
    return f'<option value="{escape(str(value))}"{selected}>{escape(str(label))}</option>'


@register.inclusion_tag("backoffice/_own_head.html", takes_context=True)
def desk_head(context):
    """The head of the office on the pages of one's own account; that of the portal for who has no role here."""
    request = context["request"]
    works_here = request.user.is_authenticated and request.user.has_role(request.commune)
    return {**context.flatten(), **(frame(request) if works_here else {})}


@register.simple_tag
def list_headers(cl):
    """The headings of a change list."""
    return [capfirst(str(label_for_field(name, cl.model, model_admin=cl.model_admin))) for name in cl.list_display]


@register.simple_tag
def list_rows(cl):
    """The rows of a change list: the address of each, and its cells as (heading, text)."""
    headed = list(zip(cl.list_display, list_headers(cl), strict=True))
    return [
        {"url": cl.url_for_result(row), "cells": [(words, _cell(cl, row, name)) for name, words in headed]}
        for row in cl.result_list
    ]


def _cell(cl, row, name):
    field, _attribute, value = lookup_field(name, row, cl.model_admin)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return ""
    if isinstance(value, date | datetime):
        return formats.day(value, get_language())
    if isinstance(field, models.ForeignKey):
        return getattr(row, name)
    return display_for_field(value, field, "") if field is not None and field.flatchoices else value


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
def readonly_label(field):
    """The label of a field that cannot be changed here."""
    model = type(field.form.instance)
    return field_label(model, field.field["name"]) or capfirst(field.field["label"])


@register.filter
def readonly_text(field):
    """The value of a field that cannot be changed here, in our words and dates."""
    value = getattr(field.form.instance, field.field["name"], None)
    words = field.model_admin.words_of(field.field["name"], value)
    if words is not None:
        return words
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return formats.day(value, get_language())
    return EMPTY if value in (None, "") else field.contents()
