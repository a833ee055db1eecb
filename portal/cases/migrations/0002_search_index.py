from django.db import migrations

CREATE = "CREATE INDEX IF NOT EXISTS case_search_trigrams ON cases_case USING gin (search_text gin_trgm_ops)"


def index_trigrams(apps, schema_editor):
    """PostgreSQL finds a part of a word by its trigrams; SQLite reads the commune's rows with LIKE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(CREATE)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS case_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(index_trigrams, drop_index)]
