"""A year of a hundred thousand cases leaves as a file while it is read: each case once, in memory that stays small."""

import tempfile
from pathlib import Path
from resource import getpagesize

import pytest
from django.db import connection

from portal.cases.models import Answer, Case, Deadline, Delivery
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW
from tests.fixtures.desk import sign_in

ROWS = 100_000
FIRST, SECOND, LAST = b"LAR-2026-000001", b"LAR-2026-200001", b"LAR-2026-299999"
MOST_MEMORY = 60_000_000  # bytes more than before, at any moment; all lines together would take five times as much
AFTER = """
    WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < %s)
    INSERT INTO {table} ({columns}) SELECT {cells} FROM {table}, series WHERE {key} = %s
"""


def multiply(row, model, *shifted, **changed):
    """Copies of a row made by the database itself, ROWS with the first; the columns in `shifted` count up with them."""
    columns = [connection.ops.quote_name(field.column) for field in model._meta.local_fields]
    shifted = {connection.ops.quote_name(name) for name in (model._meta.pk.column, *shifted)}
    changed = {connection.ops.quote_name(name): sql for name, sql in changed.items()}
    cells = [changed.get(name) or (f"{name} + n" if name in shifted else name) for name in columns]
    names = {"columns": ", ".join(columns), "cells": ", ".join(cells), "key": model._meta.pk.column}
    with connection.cursor() as cursor:
        cursor.execute(AFTER.format(table=model._meta.db_table, **names), [ROWS - 1, row.pk])


@pytest.fixture
def year(complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    with connection.cursor() as cursor:  # the copies point where the first one does: half a million checks are left out
        cursor.execute("SET LOCAL session_replication_role = replica")
    reference, token = "'LAR-2026-' || CAST(200000 + n AS TEXT)", "gen_random_uuid()"
    multiply(complaint, Case, reference=reference, submission_token=token)
    multiply(complaint.deadlines.get(), Deadline, "case_id")
    answer = complaint.answers.get()
    multiply(answer, Answer, "case_id")
    multiply(Delivery.objects.get(answer=answer), Delivery, "answer_id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")  # as a database does by itself while a year goes by


def resident():
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def taken(user, format):
    """(the file of the year as it was sent, the most memory that was held while it was)."""
    before, most = resident(), 0
    file = tempfile.TemporaryFile()  # noqa: SIM115
    answer = sign_in(user).get(f"/backoffice/register/{format}/?year=2026")
    for number, block in enumerate(answer):
        file.write(block)
        if number % 50 == 0:
            most = max(most, resident() - before)
    file.seek(0)
    return file, most


@pytest.mark.postgres(reason="a hundred thousand lines take a minute; the same code is tested with few on SQLite")
@pytest.mark.usefixtures("now", "watched", "year")
def test_a_hundred_thousand_cases_leave_whole_in_order_and_in_little_memory(director):
    file, most = taken(director, "csv")
    with file:
        found = [line[:15] for line in file if line.startswith(b"LAR-")]
    assert (len(found), len(set(found))) == (ROWS, ROWS)
    assert (found[0], found[1], found[-1]) == (FIRST, SECOND, LAST)
    assert most < MOST_MEMORY
