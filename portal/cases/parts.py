"""One list made of several queries, each of which an index serves: what a clerk sees is the sum of such parts.

As conditions joined by OR they would be one query that no index serves; apart, each reads no more rows than it gives.
"""

from django.db.models import Count, Func, IntegerField, JSONField, Subquery, Value
from django.db.models.functions import JSONObject


class _Together(Func):
    """The keys of all parts, each once. PostgreSQL and SQLite alike; limits and orders of the parts are kept."""

    template = "(SELECT * FROM %(expressions)s AS part)"
    arg_joiner = " AS part UNION SELECT * FROM "


class _Count(_Together):
    template = "(SELECT COUNT(*) FROM (SELECT * FROM %(expressions)s AS part) AS found)"
    output_field = IntegerField()


def first_of(parts, *order, size):
    """The first `size` rows of all parts together, in an order of fields, as a queryset."""
    some = [part for part in parts if not part.query.is_empty()] or parts[:1]
    if len(some) == 1:
        return some[0].order_by(*order)[:size]
    whole = some[0].model._default_manager.filter(pk__in=_Together(*_keys(some, order, size)))
    return whole.order_by(*order)[:size]


def count_up_to(parts, most):
    """An expression: how many rows the parts have together; from each no more than `most` are counted."""
    some = [part for part in parts if not part.query.is_empty()]
    return _Count(*_keys(some, (), most)) if some else Value(0)


def counts_among(parts, conditions, *order, most):
    """An expression: {name: how many fit a condition} over the first `most` rows of each part, as one JSON object."""
    some = [part for part in parts if not part.query.is_empty()]
    whole = some[0].model._default_manager.filter(pk__in=_Together(*_keys(some, order, most))).order_by()
    counted = JSONObject(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
    found = whole.values(group=Value(1)).annotate(found=counted).values("found")
    return Subquery(found, output_field=JSONField())


def _keys(parts, order, size):
    return [Subquery(part.order_by(*order).values("pk")[:size]) for part in parts]
