"""What still uses a row of the configuration: the reason why it is not deleted, in words."""

from django.db import models
from django.utils.text import capfirst

KEEPING = (models.PROTECT, models.RESTRICT)


def uses_of(row):
    """[(what, how many)] of the rows that keep this one from being deleted, those of its children's tables once."""
    found = {}
    for relation in row._meta.related_objects:
        if relation.on_delete in KEEPING and not relation.parent_link:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
            found[relation.related_model] = found.get(relation.related_model, 0) + rows.count()
    return [(capfirst(model._meta.verbose_name_plural), count) for model, count in found.items() if count]


def can_rest(row):
    """Whether the row can be made inactive instead, and is not yet."""
    return bool(getattr(row, "active", False))
