from django.db import migrations

OPEN, DONE = "('received', 'in_progress', 'incomplete', 'planned')", "('answered', 'closed')"
WHOLE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS case_search_trigrams ON cases_case USING gin (search_text gin_trgm_ops)"
PART = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON cases_case USING gin (search_text gin_trgm_ops) "
    "WHERE state IN {states}"
)
DROP = "DROP INDEX CONCURRENTLY IF EXISTS {name}"


def split(apps, schema_editor):
    """Words of open cases apart from those of the archive, which grows for ever and is hardly ever searched."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PART.format(name="case_open_words", states=OPEN))
        schema_editor.execute(PART.format(name="case_done_words", states=DONE))
        schema_editor.execute(DROP.format(name="case_search_trigrams"))


def join(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WHOLE)
        schema_editor.execute(DROP.format(name="case_open_words"))
        schema_editor.execute(DROP.format(name="case_done_words"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0014_retention_index")]

    operations = [migrations.RunPython(split, join)]
