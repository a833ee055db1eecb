"""Reading the words of PDFs that came in, so that one finds them: by a worker, once for each file."""

import tempfile
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from portal.cases.files import sandbox
from portal.cases.files.content import Unfit
from portal.cases.search import normalise

from ..models import ItemFile, PaperText
from ..states.items import FileRole

READ = "communications.tasks.read_papers"
PDF = "application/pdf"
AT_ONCE = 5  # files that one round reads
log = structlog.get_logger(__name__)


def waiting():
    """PDFs that everybody may read one day, and that were not read yet."""
    return ItemFile.objects.filter(content_type=PDF, read_at=None).exclude(role=FileRole.PROOF)


def read_waiting(*, at):
    """Read the next PDFs: how many pages they have, and the words on them. Return how many were read."""
    found = list(waiting().order_by("pk")[:AT_ONCE])
    for file in found:
        _keep(file, _read(file), at)
    return len(found)


def _read(file):
    """What a PDF says; nothing where it cannot be read, which is not tried again."""
    with tempfile.TemporaryDirectory(prefix="paper-", dir=settings.FILE_UPLOAD_TEMP_DIR) as made:
        source = Path(made) / "paper.pdf"
        try:
            with default_storage.open(file.path) as stored:
                source.write_bytes(stored.read())
            return sandbox.read_pdf(source, Path(made))
        except (Unfit, FileNotFoundError) as error:
            log.warning("paper_not_read", file=file.pk, reason=str(error))
            return {"pages": None, "text": ""}


@transaction.atomic
def _keep(file, told, at):
    if not ItemFile.objects.filter(pk=file.pk, read_at=None).update(pages=told["pages"], read_at=at):
        return
    if words := normalise(told["text"]):
        PaperText.objects.create(file=file, text=words)
