from django.db import migrations, models

from portal.migrating import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0001_initial")]

    operations = [
        AddIndexWithoutLock(
            "notification",
            models.Index(
                fields=["queued_at"], condition=models.Q(("recipient", ""), _negated=True), name="outbox_with_address"
            ),
        ),
    ]
