"""The Celery application. Its settings are the CELERY_… names of portal.settings, the beat schedule included."""

import os

from portal.tracing import TracedCelery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = TracedCelery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
