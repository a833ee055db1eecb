"""What a recording says, written down by staff: found by the search, read by staff only."""

from django.db import transaction

from ..models import Attachment
from ..models.case import ForbiddenMove
from . import finding


@transaction.atomic
def write(attachment, *, by, at, text):
    """Write, correct or empty the transcript of a recording. Raise ForbiddenMove when a colleague was faster."""
    case = attachment.case
    mine = Attachment.objects.filter(pk=attachment.pk, transcribed_at=attachment.transcribed_at)
    if not mine.update(transcript=text, transcribed_by=by, transcribed_at=at):
        raise ForbiddenMove(case, case.state, case.state)
    attachment.transcript, attachment.transcribed_by, attachment.transcribed_at = text, by, at
    finding.refresh(case)
