from django.db import migrations, models

from portal.migrating import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0003_bounces")]

    operations = [
        AddIndexWithoutLock(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("recipient", ""), _negated=True), fields=["recipient"], name="outbox_recipient"
            ),
        ),
    ]
