import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal import append_only, audit
from portal.cases.models import ContactEvent, DeadlineEvent, Escalation, EscalationStep, Export, Move
from portal.workdays.models import Holiday, HolidayMove
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member


def write_history(commune):
    """A row in every table of history."""
    director = make_member(commune, "director")
    case = file_complaint(commune)
    deadline = case.deadlines.get()
    step = EscalationStep.objects.of(commune).first()
    Escalation.objects.create(deadline=deadline, step=step, planned_at=NOW, at=NOW)
    ContactEvent.objects.create(case=case, what="shown", by=director, at=NOW)
    Export.objects.create(commune=commune, what="register", format="csv", by=director, at=NOW)
    day = Holiday.objects.create(commune=commune, code="x", year=2026, on=NOW.date(), name_ar="س", name_fr="x")
    HolidayMove.objects.create(holiday=day, was=day.on, now=day.on, by=director, at=NOW)
    audit.note(day, by=director, at=NOW, on=day.on)


def refuses(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def assert_history_stands():
    """Change, delete and (PostgreSQL) empty every table of history, as somebody with the database's password would."""
    connection.check_constraints()  # now, not at the end of the test: PostgreSQL empties no table with checks waiting
    for table in append_only.TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0, f"no row in {table}: nothing would be proved"
        refuses(f"UPDATE {table} SET id = id")
        refuses(f"DELETE FROM {table}")
        if connection.vendor == "postgresql":
            refuses(f"TRUNCATE {table} CASCADE")


def test_every_table_of_history_refuses_update_delete_and_truncate(commune):
    write_history(commune)
    assert_history_stands()


@pytest.mark.parametrize("model", [Move, DeadlineEvent])
def test_history_refuses_update_and_delete(complaint, model):
    for change in (lambda rows: rows.update(at="2020-01-01T00:00Z"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(model.objects.all())
    assert model.objects.exists()


@pytest.mark.django_db
@pytest.mark.postgres(reason="SQLite has no TRUNCATE")
def test_history_refuses_truncate():
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_move CASCADE")


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_there_again_after_migrations_ran_back_and_forth():
    call_command("migrate", "cases", "0001", verbosity=0)
    call_command("migrate", verbosity=0)  # all: what other apps build on it went back too
    assert append_only.missing() == []
    write_history(make_commune())
    assert_history_stands()


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error_of_the_system_check():
    name, table = "cases_move_no_update", "cases_move"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert append_only.missing() == [(name, table)]
    append_only.install()
    assert append_only.missing() == []
