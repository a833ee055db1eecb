"""Choices of rows of the commune, drawn as trees of two levels."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Topic
from portal.communes.models import District


class TopicField(forms.ModelChoiceField):
    """A topic of the commune, the second level grouped under the first."""

    def __init__(self, **options):
        super().__init__(Topic.objects.none(), empty_label=_("Choose"), **options)

    def offer(self, commune_id, *, model=None):
        """Offer the active topics of a commune (of one pillar), each group under its parent's name."""
        rows = Topic.objects.of(commune_id).active()
        self.queryset = rows.filter(model=model) if model else rows
        self.choices = [("", self.empty_label), *grouped(self.queryset)]


def grouped(rows):
    """(parent, its children) as groups of a select; the parent itself is the first of its group."""
    rows = list(rows)
    children = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    for parent in children.get(None, []):
        below = children.get(parent.pk)
        own = [(parent.pk, str(parent))]
        yield from [(str(parent), own + [(row.pk, str(row)) for row in below])] if below else own


def capitalised(choices):
    """The choices of a select with a capital at the beginning; groups stay as they are."""
    return [(value, label if isinstance(label, list | tuple) else capfirst(str(label))) for value, label in choices]


def districts(commune_id):
    return District.objects.of(commune_id).active()
