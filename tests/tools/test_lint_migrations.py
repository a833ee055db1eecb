"""`make check` refuses migrations that would stop the running version: proved with examples, good and bad."""

import os
import re
import subprocess
import sys

import pytest

from tests.fixtures.processes import ROOT, database_url

pytestmark = [
    pytest.mark.postgres(reason="what PostgreSQL executes is looked at"),
    pytest.mark.django_db,
]
FIRST = """
from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel("Thing", [
        ("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9)),
        ("place", models.CharField(max_length=9))])]
"""
NEXT = """
from django.db import migrations, models
from portal.migrating import AddIndexWithoutLock

class Migration(migrations.Migration):
    dependencies = [("examples", "{before}")]
    atomic = False
    operations = [{operation}]
"""
GOOD = {
    "0002_may_be_empty": "migrations.AddField('thing', 'a', models.TextField(null=True))",
    "0003_default_in_the_database": "migrations.AddField('thing', 'b', models.IntegerField(db_default=0))",
    "0004_index_without_lock": "AddIndexWithoutLock('thing', models.Index(fields=['name'], name='thing_name'))",
}
BAD = {
    "0005_left_out_by_old_code": "migrations.AddField('thing', 'c', models.IntegerField(default=0))",
    "0006_renamed_column": "migrations.RenameField('thing', 'name', 'title')",
    "0007_dropped_column": "migrations.RemoveField('thing', 'title')",
    "0008_index_that_locks": "migrations.AddIndex('thing', models.Index(fields=['place'], name='thing_place'))",
}


def linted(folder, migrations):
    """Run the check on an app with these migrations; return its status and what it said."""
    place = folder / "examples" / "migrations"
    place.mkdir(parents=True)
    for path in (place / "__init__.py", place.parent / "__init__.py"):
        path.touch()
    (place / "0001_initial.py").write_text(FIRST)
    before = "0001_initial"
    for name, operation in migrations.items():
        (place / f"{name}.py").write_text(NEXT.format(before=before, operation=operation))
        before = name
    environment = {"PATH": os.environ["PATH"], "LINT_APPS": "examples", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "lint_migrations.py"], text=True, capture_output=True, check=False,
        env={**environment, "DATABASE_URL": database_url()},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_what_old_code_cannot_live_with_is_refused_and_nothing_else(tmp_path):
    status, said = linted(tmp_path, {**GOOD, **BAD})
    assert status == 1
    assert sorted(set(re.findall(r"\(examples, (\w+)\)", said))) == list(BAD), said


def test_migrations_that_nobody_notices_pass(tmp_path):
    status, said = linted(tmp_path, GOOD)
    assert status == 0, said
