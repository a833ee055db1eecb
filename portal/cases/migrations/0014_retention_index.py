from django.db import migrations, models

from portal.migrating import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0013_retention")]

    operations = [
        AddIndexWithoutLock(
            "case",
            models.Index(
                fields=["commune", "topic", "closed_at"],
                condition=models.Q(("anonymised_at__isnull", True), ("state", "closed")),
                name="case_to_anonymise",
            ),
        ),
    ]
