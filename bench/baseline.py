"""The reference page B: 60 rows of the ORM with localised dates, rendered by Django with nothing of ours around it.

gunicorn bench.baseline:application, with DATABASE_URL. Its table is made by bench/prepare.py.
"""

import os
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from portal import service_urls

ROWS = 60
PAGE = """{% load i18n %}<!doctype html><html lang="ar" dir="rtl"><head><title>B</title></head><body><table>
{% for row in rows %}<tr><td><a href="/rows/{{ row.pk }}/">{{ row.title }}</a></td><td>{{ row.get_state_display }}</td>
<td>{{ row.opened_at|date:"l j F Y H:i" }}</td><td>{{ row.due_at|date:"j F Y" }}</td>
<td>{{ row.place|default:"" }}</td></tr>
{% endfor %}</table></body></html>"""

settings.configure(
    SECRET_KEY="only-for-the-benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.baseline",
    DATABASES={"default": service_urls.database(os.environ["DATABASE_URL"])},
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                    )
                ]
            },
        }
    ],
    LANGUAGE_CODE="ar",
    USE_TZ=True,
    TIME_ZONE="Africa/Casablanca",
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)
django.setup()

from django.db import connection, models  # noqa: E402 - after the settings
from django.template.loader import render_to_string  # noqa: E402


class Row(models.Model):
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=20, choices=[("received", "تم التوصل"), ("closed", "مغلق")])
    place = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        db_table = "bench_row"


def prepare():
    """Make the table with more rows than a page shows."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    Row.objects.bulk_create(
        Row(
            title=f"مصباح منطفئ منذ أيام والزقاق مظلم ليلا {number}",
            state="received" if number % 3 else "closed",
            place="قرب المدرسة، شارع محمد الخامس",
            opened_at=start + timedelta(minutes=number),
            due_at=start + timedelta(days=60, minutes=number),
        )
        for number in range(1000)
    )


def page(request):
    return HttpResponse(render_to_string("page.html", {"rows": Row.objects.order_by("due_at")[:ROWS]}))


urlpatterns = [path("", page)]
application = get_wsgi_application()

if __name__ == "__main__":
    prepare()
