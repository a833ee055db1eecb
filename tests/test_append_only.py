import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal import append_only
from portal.cases.models import DeadlineEvent, Move


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
    call_command("migrate", "cases", verbosity=0)
    assert append_only.missing() == []


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error_of_the_system_check():
    name, table = "cases_move_no_update", "cases_move"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert append_only.missing() == [(name, table)]
    append_only.install()
    assert append_only.missing() == []
