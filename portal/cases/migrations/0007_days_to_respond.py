from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from portal.workdays.arithmetic import local_day


def give_days(apps, schema_editor):
    """Answers given before anybody could respond to them: their days run from now."""
    today = local_day(timezone.now())
    reached = apps.get_model("cases", "Delivery").objects.values("answer__case")
    cases = apps.get_model("cases", "Case").objects.filter(state="answered", pk__in=reached)
    for commune in apps.get_model("communes", "Commune").objects.all():
        cases.filter(commune=commune).update(respond_until=today + timedelta(days=commune.review_days))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_after_the_answer"), ("communes", "0003_after_the_answer")]

    operations = [migrations.RunPython(give_days, migrations.RunPython.noop, elidable=True)]
