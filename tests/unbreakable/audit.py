"""What stands in the database and the storage after all: facts as JSON, for the test to judge.

`python -m tests.unbreakable.audit`, with the environment of the portal that was killed.
"""

import hashlib
import json
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402

from complaints.models import Complaint  # noqa: E402
from portal.cases.models import Attachment, Case, Deadline, Upload  # noqa: E402
from portal.cases.services import verification  # noqa: E402
from portal.notifications.models import Notification  # noqa: E402


def is_whole(attachment):
    """Whether the bytes are those that were checked, with their thumbnail."""
    if not all(map(default_storage.exists, (attachment.path, attachment.thumbnail))):
        return False
    with default_storage.open(attachment.path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == attachment.sha256


def receipts_of(complaint):
    return Notification.objects.about(complaint.case_ptr).filter(template="cases/mail/receipt")


def case_of(complaint):
    files = list(complaint.attachments.all())
    return {
        "reference": complaint.reference,
        "token": str(complaint.submission_token),
        "moves": complaint.moves.count(),
        "files": len(files),
        "broken": [file.path for file in files if not is_whole(file)],
        "events": [list(d.events.values_list("type", flat=True)) for d in complaint.deadlines.all()],
        "messages": list(receipts_of(complaint).values_list("recipient", flat=True)),
    }


def stored():
    media = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def named():
    rows = [*Attachment.objects.all(), *Upload.objects.all()]
    return {name for row in rows for name in (row.path, row.thumbnail) if name}


print(
    "told:",
    json.dumps(
        {
            "cases": [case_of(complaint) for complaint in Complaint.objects.order_by("pk")],
            "half": Case.objects.filter(complaint__isnull=True).count() + Deadline.objects.filter(events=None).count(),
            "messages": Notification.objects.count(),
            "unsent": list(Notification.objects.filter(sent_at=None).values_list("error", flat=True)),
            "outbox": [f"outbox-{pk}" for pk in Notification.objects.values_list("pk", flat=True)],
            "differences": [str(row) for row in (*verification.differences(), *verification.case_differences())],
            "nameless": sorted(stored() - named()),
            "temporary": sorted(path.name for path in Path(settings.FILE_UPLOAD_TEMP_DIR).rglob("*")),
        }
    ),
)
