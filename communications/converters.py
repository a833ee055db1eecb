"""Numbers of rows in addresses: `<row:pk>` is `<int:pk>` without numbers that no database holds.

A lookup by the key of a parent table is not guarded by Django as one by a plain number is: SQLite fails at it.
"""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    regex = "[0-9]{1,18}"


register_converter(RowConverter, "row")
