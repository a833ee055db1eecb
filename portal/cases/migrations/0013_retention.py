import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_publication"), ("communes", "0004_retention")]

    operations = [
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("anonymised", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retention_runs",
                        to="communes.commune",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "on"), name="retention_once_a_day"),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="anonymised_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="anonymised at"),
        ),
        migrations.AddField(
            model_name="topic",
            name="retention_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as the subject above it, else as the commune.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(600),
                ],
                verbose_name="closed cases keep names and texts for, months",
            ),
        ),
    ]
