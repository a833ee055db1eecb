from django.db import migrations


def say_it_in_the_model(apps, schema_editor):
    """A subject named its own class there, and in `serves` the cases for which it is offered."""
    for row in apps.get_model("communications", "AskedSubject").objects.all():
        row.model = row.serves
        row.save(update_fields=["model"])


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0011_petitions"),
    ]

    operations = [
        migrations.RunPython(say_it_in_the_model, migrations.RunPython.noop),
        migrations.RemoveField(model_name="askedsubject", name="serves"),
    ]
