"""The database's part: a copy as of one moment, with the names of the files that belong to it, and putting it back.

SQLite is copied by its own backup, PostgreSQL by pg_dump on an exported snapshot. Both leave writers undisturbed, and
both come back whole or not at all.
"""

import gzip
import os
import re
import shutil
import sqlite3
import subprocess
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import connect
from subprocess import DEVNULL, PIPE
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.models import FileField

from portal.cases.models.attachment import StoredFile

from .archive import DATABASES
from .refusal import BackupRefused

COLUMNS = {"path", "thumbnail"}
EMPTIED = """
DO $$ DECLARE thing record; BEGIN
  FOR thing IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', thing.name);
  END LOOP;
  FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.name);
  END LOOP;
END $$;
"""


@dataclass
class Snapshot:
    """The database at one moment: its copy, its migrations, how many cases it holds, and the programs' versions."""

    path: Path
    ask: object = field(repr=False)
    versions: dict

    def migrations(self):
        return [list(row) for row in self.ask("SELECT app, name FROM django_migrations ORDER BY id")]

    def cases(self):
        return self.ask("SELECT count(*) FROM cases_case")[0][0]

    def file_names(self):
        """The names of all files that rows speak of."""
        for table, column in file_columns():
            yield from (row[0] for row in self.ask(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\''))  # noqa: S608


def file_columns():
    """(table, column) of everything that names a file of the default storage."""
    return [
        (model._meta.db_table, column.column)
        for model in apps.get_models()
        for column in model._meta.local_fields
        if isinstance(column, FileField) or (issubclass(model, StoredFile) and column.name in COLUMNS)
    ]


def still_named(name):
    """Whether a row of the database, as it is now, speaks of this file."""
    with connection.cursor() as cursor:
        for table, column in file_columns():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = %s', [name])  # noqa: S608
            if cursor.fetchone():
                return True
    return False


def snapshot(folder):
    """A context manager that gives the Snapshot, its copy in `folder`. Raise BackupRefused."""
    path = folder / DATABASES[connection.vendor]
    return _of_sqlite(path) if connection.vendor == "sqlite" else _of_postgresql(path)


@contextmanager
def _of_sqlite(path):
    plain = path.with_suffix("")
    try:
        with closing(connect(connection.settings_dict["NAME"], timeout=20)) as source, closing(connect(plain)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise BackupRefused(f"The database cannot be copied: {error}.") from error
    with plain.open("rb") as data, gzip.open(path, "wb", compresslevel=1) as packed:
        shutil.copyfileobj(data, packed, 1 << 20)
    with closing(connect(plain)) as copy:
        yield Snapshot(path, lambda query: copy.execute(query).fetchall(), {"sqlite": sqlite3.sqlite_version})


@contextmanager
def _of_postgresql(path):
    server = _server()
    dump = program("pg_dump", at_least=server)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        where, variables = address()
        _run([dump, *where, f"--snapshot={cursor.fetchone()[0]}", "--format=custom", "--compress=1", "--no-owner",
              "--no-privileges", "--no-comments", f"--file={path}"], variables)  # fmt: skip

        def ask(query):
            cursor.execute(query)
            return cursor.fetchall()

        yield Snapshot(path, ask, {"postgresql": server, "pg_dump": _major(dump)})


def is_empty():
    """Whether the database holds no commune and no person yet; its tables may be there."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {"communes_commune", "accounts_user"} & present:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                return False
    return True


def put_back(path, folder):
    """Replace the content of the database by the copy at `path`, in one transaction. Raise BackupRefused."""
    connection.close()
    if connection.vendor == "sqlite":
        _into_sqlite(path, folder)
    else:
        _into_postgresql(path)


def _into_sqlite(path, folder):
    plain = folder / "database.sqlite3"
    try:
        with gzip.open(path, "rb") as packed, plain.open("wb") as data:
            shutil.copyfileobj(packed, data, 1 << 20)
        with closing(connect(plain)) as source:
            if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupRefused("The database in the archive is damaged; nothing was changed.")
            with closing(connect(connection.settings_dict["NAME"], timeout=20)) as target:
                source.backup(target)
    except (sqlite3.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupRefused(f"The database could not be put back ({error}); nothing was changed.") from error


def _into_postgresql(path):
    """pg_restore writes SQL, psql runs it between our own BEGIN and COMMIT: all of it, or nothing."""
    server = _server()
    connection.close()
    where, variables = address()
    script = [
        program("pg_restore", at_least=server),
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--file=-",
        path,
    ]
    psql = [program("psql", at_least=server), "-X", "-q", "-v", "ON_ERROR_STOP=1", *where]
    with (
        subprocess.Popen(psql, env=variables, stdin=PIPE, stdout=DEVNULL, stderr=PIPE) as into,
        subprocess.Popen(script, stdout=PIPE, stderr=DEVNULL) as out,
    ):
        said = _poured(out, into)
    if out.returncode or into.returncode:
        reason = said[-500:] or "pg_restore failed"
        raise BackupRefused(f"PostgreSQL refused the backup, and nothing was changed: {reason}")


def _poured(out: Any, into: Any) -> str:
    """Feed one program with the SQL of the other; COMMIT only when that one came to its end. Return what was said."""
    try:
        into.stdin.write(f"BEGIN;{EMPTIED}".encode())
        shutil.copyfileobj(out.stdout, into.stdin, 1 << 20)
        if out.wait():
            into.kill()
        else:
            into.stdin.write(b"\nCOMMIT;\n")
        into.stdin.close()
    except BrokenPipeError:
        out.kill()
    return into.stderr.read().decode("utf-8", "replace").strip()


def _server():
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def address():
    """Arguments and environment by which PostgreSQL's programs reach our database; the password is no argument."""
    words, variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    name = connection.settings_dict["NAME"]
    return [*(word for word in words[1:] if word != name), f"--dbname={name}"], {**os.environ, **(variables or {})}


def program(name, *, at_least):
    """The newest pg_dump, pg_restore or psql of this machine; raise BackupRefused when it is older than the server."""
    found = [Path(path) for path in (shutil.which(name),) if path]
    found += Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    if not found:
        raise BackupRefused(f"{name} is missing: install PostgreSQL's client, version {at_least} or newer.")
    newest = max(found, key=_major)
    if _major(newest) < at_least:
        raise BackupRefused(
            f"{name} is of version {_major(newest)}, but the server is of version {at_least}: it would refuse."
            f" Install PostgreSQL's client of version {at_least} (postgresql-client-{at_least})."
        )
    return newest


def _major(path):
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def _run(command, variables):
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupRefused(f"{command[0].name} failed: {done.stderr.strip()[-500:]}")
