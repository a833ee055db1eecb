"""One list made of several queries, each of which an index serves: what a clerk sees is the sum of such parts.

As conditions joined by OR they would be one query that no index serves; apart, each reads no more rows than it gives.
"""

from django.db.models import Case, Func, IntegerField, JSONField, Subquery, Value, When


class _Together(Func):
    """The keys of all parts, each once. PostgreSQL and SQLite alike; limits and orders of the parts are kept."""

    template = "(SELECT * FROM %(expressions)s AS part)"
    arg_joiner = " AS part UNION SELECT * FROM "


class _Count(_Together):
    template = "(SELECT COUNT(*) FROM (SELECT * FROM %(expressions)s AS part) AS found)"
    output_field = IntegerField()


class _Sums(_Together):
    """The sums of the columns `fits_0`, `fits_1`… of all parts, as one JSON object with a name for each."""

    function = "JSON_OBJECT"
    template = "(SELECT %(function)s(%(sums)s) FROM (SELECT * FROM %(expressions)s AS part) AS found)"
    output_field = JSONField()

    def __init__(self, *parts, names):
        super().__init__(*parts)
        self.names = names

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra):
        extra["sums"] = ", ".join(f"%s, COALESCE(SUM(fits_{number}), 0)" for number, _name in enumerate(self.names))
        sql, values = super().as_sql(compiler, connection, function, template, arg_joiner, **extra)
        return sql, (*self.names, *values)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_BUILD_OBJECT", **extra)


def first_of(parts, *order, size):
    """The first `size` rows of all parts together, in an order of fields, as a queryset."""
    some = _some(parts) or parts[:1]
    if len(some) == 1:
        return some[0].order_by(*order)[:size]
    whole = some[0].model._default_manager.filter(pk__in=_Together(*_keys(some, order, size)))
    return whole.order_by(*order)[:size]


def count_up_to(parts, most):
    """An expression: how many rows the parts have together; from each no more than `most` are counted."""
    some = _some(parts)
    return _Count(*_keys(some, (), most)) if some else Value(0)


def counts_among(parts, conditions, *order, most):
    """An expression: {name: how many fit a condition} over the first `most` rows of each part, as one JSON object."""
    flags = {
        f"fits_{number}": Case(When(condition, then=1), default=0) if condition else Value(1)
        for number, condition in enumerate(conditions.values())
    }
    rows = (part.order_by(*order).annotate(**flags).values("pk", *flags)[:most] for part in _some(parts))
    return _Sums(*(Subquery(one) for one in rows), names=list(conditions))


def _some(parts):
    return [part for part in parts if not part.query.is_empty()]


def _keys(parts, order, size):
    return [Subquery(part.order_by(*order).values("pk")[:size]) for part in parts]
