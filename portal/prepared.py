"""Queries that pages ask again and again: the ORM writes their SQL once, and it is then sent with other values.

For a query that an index answers at once, writing it costs the ORM more than the answer costs the database. What may
change between two calls is a Place, or belongs to the `shape`: nothing else of a request may be in the query.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import UUIDField, prefetch_related_objects
from django.utils.translation import get_language

MOST_SHAPES = 64


class Place(models.Expression):
    """Where a value will stand in a prepared query."""

    def __init__(self, name: str):
        super().__init__(output_field=models.Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return "%s", (self,)


class _Written(NamedTuple):
    """`sql`: empty for a queryset that can have no rows."""

    rows: models.QuerySet
    compiler: Any
    sql: str
    params: tuple


class Prepared:
    """`build(*given, **places)` gives the queryset, from places of the same names as the values of a call.

    A call gives its rows as a list. `shape`: all of what is `given` that the SQL depends on; the active language counts
    anyway.
    """

    def __init__(self, build: Callable[..., models.QuerySet]):
        self._build = build
        self._written: OrderedDict[Hashable, _Written] = OrderedDict()

    def first(self, *given: Any, **values: Any) -> Any:
        """The first row of a call, or None."""
        return next(iter(self(*given, **values)), None)

    def __call__(self, *given: Any, shape: Hashable = (), **values: Any) -> list:
        key = (get_language(), shape)
        written = self._written.pop(key, None) or _write(self._build(*given, **{name: Place(name) for name in values}))
        self._written[key] = written  # the last used stand at the end
        if len(self._written) > MOST_SHAPES:
            self._written.popitem(last=False)
        return _ask(written, values) if written.sql else []


def _write(rows):
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        return _Written(rows, compiler, *compiler.as_sql())
    except EmptyResultSet:
        return _Written(rows, compiler, "", ())


def _ask(written, values):
    rows, compiler = written.rows, copy(written.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
    given = {name: _adapted(value, compiler.connection) for name, value in values.items()}
    bound = tuple(given[param.name] if isinstance(param, Place) else param for param in written.params)
    compiler.as_sql = lambda: (written.sql, bound)
    query = _Changed(rows.query, get_compiler=lambda *_, **__: compiler)
    found = list(rows._iterable_class(_Changed(rows, query=query)))
    if found and rows._prefetch_related_lookups:
        prefetch_related_objects(found, *rows._prefetch_related_lookups)
    return found


def _adapted(value, connection):
    """As the database takes it. What is none of these is a number or a text."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return UUIDField().get_db_prep_value(value, connection) if isinstance(value, UUID) else value


class _Changed:
    """An object as it is, but for what is given here."""

    def __init__(self, under, **changed):
        self.__dict__.update(changed, _under=under)

    def __getattr__(self, name):
        return getattr(self._under, name)
