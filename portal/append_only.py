"""Tables whose rows are history: the database itself refuses to change or delete them, on both engines.

SQLite drops triggers silently when a migration rebuilds a table, so they are remade after every migrate and a system
check looks for them. PostgreSQL's TRUNCATE passes row triggers by: it has a trigger of its own.
"""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

TABLES = (
    "cases_move",
    "cases_contactevent",
    "cases_deadlineevent",
    "cases_escalation",
    "cases_export",
    "workdays_holidaymove",
    "auditlog_logentry",
)
MESSAGE = "append-only"

SQLITE = {
    "update": "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "delete": "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'append-only'); END",
}
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = {
    "update": "CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "delete": "CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "truncate": "CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
}


def install(using="default"):
    """Make the triggers of all tables that exist; running it again changes nothing."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for table in TABLES:
            if table in present:
                for statement in _statements(connection).values():
                    cursor.execute(statement.format(table=table))


def remove(using="default"):
    """Take the triggers away: only a test that empties the database does this, and puts them back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in sorted(_installed(connection)):
            of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def missing(using="default"):
    """The (trigger, table) pairs that should be there and are not."""
    connection = connections[using]
    wanted = {(f"{table}_no_{event}", table) for table in TABLES for event in _statements(connection)}
    return sorted(wanted - _installed(connection))


def is_migrated(using="default"):
    """Whether the database has all migrations: before that, missing triggers say nothing."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _statements(connection):
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _installed(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND pg_table_is_visible(c.oid)",
                ["%\\_no\\_%"],
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'")
        return {(name, table) for name, table in cursor.fetchall() if table in TABLES}
