"""Queues receipts of one filed complaint: `python -m tests.unbreakable.queueing NUMBER`."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from portal.communes.models import Commune  # noqa: E402
from portal.notifications.models import Notification  # noqa: E402
from portal.notifications.outbox import queue_many  # noqa: E402
from tests.fixtures.builders import file_complaint  # noqa: E402

at, commune = timezone.now(), Commune.objects.get()
file_complaint(commune, at=at)
first = Notification.objects.get()
names = ("commune_id", "channel", "language", "template", "context", "about")
kept = {name: getattr(first, name) for name in names}
queue_many(
    Notification(key=f"test:{n}", recipient=f"citizen{n}@example.org", queued_at=at, next_try_at=at, **kept)
    for n in range(1, int(sys.argv[1]))
)
