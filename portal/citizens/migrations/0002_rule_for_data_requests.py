"""Communes that are open already get the rule that new ones start with (portal/citizens/seed/rules.json)."""

from datetime import date
from pathlib import Path

from django.db import migrations

from portal import seeds

SEED = Path(__file__).parent.parent / "seed"


def add_rule(apps, schema_editor):
    Commune = apps.get_model("communes", "Commune")
    DeadlineRule = apps.get_model("cases", "DeadlineRule")
    columns = {field.name for field in DeadlineRule._meta.get_fields()}
    for row in seeds.read(SEED, "rules"):
        given = {name: value for name, value in row.items() if name in columns and name not in ("topic", "valid_from")}
        for commune in Commune.objects.exclude(deadline_rules__code=row["code"]):
            DeadlineRule.objects.create(commune=commune, valid_from=date.fromisoformat(row["valid_from"]), **given)


class Migration(migrations.Migration):
    dependencies = [("citizens", "0001_initial"), ("cases", "0008_my_cases")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop, elidable=True)]
