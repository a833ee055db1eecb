"""All that is written about a case, loaded once for its page."""

from functools import cached_property

from django.utils.translation import gettext as _

from portal import pillars
from portal.cases import belongings
from portal.cases.models import Deadline, DeadlineEvent, Delivery, Escalation, Move
from portal.cases.states import FileKind, Reason
from portal.prepared import Prepared

OFTEN_NONE = (
    "messages", "notes", "consultations", "decisions", "answers", "proposals", "details", "followers", "attachments",
    "contact_events", "splits", "duplicates",
)  # fmt: skip
FILE_FACTS = ("key", "name", "kind", "size", "seconds", "content_type")


class Dossier:
    """The rows of a case. `knows_person`: the reader may see who the citizen is."""

    def __init__(self, case, *, knows_person):
        self.case, self.knows_person = case, knows_person

    @cached_property
    def _there(self):
        return belongings.of(self.case, *OFTEN_NONE)

    def _rows(self, name, *joined):
        return list(getattr(self.case, name).select_related(*joined)) if name in self._there else []

    @cached_property
    def moves(self):
        return _moves(case=self.case.pk)

    @cached_property
    def messages(self):
        return self._rows("messages", "by")

    @cached_property
    def notes(self):
        return self._rows("notes", "by")

    @cached_property
    def consultations(self):
        return self._rows("consultations", "by", "replied_by", "department")

    @cached_property
    def decisions(self):
        return self._rows("decisions", "by")

    @cached_property
    def answers(self):
        return self._rows("answers", "by", "approved_by", "ground", "original")

    @cached_property
    def proposals(self):
        return self._rows("proposals", "by", "decided_by", "ground")

    @cached_property
    def details(self):
        return self._rows("details")

    @cached_property
    def companions(self):
        """How many people follow the case and said so."""
        return self.case.followers.confirmed().count() if "followers" in self._there else 0

    @cached_property
    def deliveries(self):
        return list(Delivery.objects.filter(answer__case=self.case.pk).select_related("by")) if self.answers else []

    @cached_property
    def deadlines(self):
        rows, of_case = _deadlines(case=self.case.pk), {"case": self.case.pk}
        for name, below in (("events", _events), ("escalations", _escalations)):
            found = below(**of_case) if rows else []
            for row in rows:
                belongings.give(row, name, [one for one in found if one.deadline_id == row.pk])
        return rows

    @cached_property
    def attachments(self):
        return self._rows("attachments", "transcribed_by")

    @cached_property
    def contact_events(self):
        return self._rows("contact_events", "by")

    @cached_property
    def spoken(self):
        """Everything that was recorded: with the filing, a message or an answer."""
        return [row for row in self.attachments if row.kind in (FileKind.AUDIO, FileKind.VIDEO)]

    @cached_property
    def linked(self):
        """Cases that belong together with this one, as (how, case)."""
        case, found = self.case, []
        if case.split_from:
            found.append((_("Split from"), case.split_from))
        if case.duplicate_of:
            found.append((_("Duplicate of"), case.duplicate_of))
        found += [(_("Split into"), other) for other in self._rows("splits")]
        return found + [(_("Has as duplicate"), other) for other in self._rows("duplicates")]

    @cached_property
    def photos(self):
        """The photos of the filing itself."""
        return [file for file in self.files() if file["kind"] == FileKind.PHOTO]

    @cached_property
    def recordings(self):
        """What came with the filing beside photos: voice notes, films, documents."""
        return [file for file in self.files() if file["kind"] != FileKind.PHOTO]

    def files(self, *, message=None, answer=None, proposal=None):
        """The files of the filing, of a message, of an answer or of a proposed one, with their addresses."""
        owner = (message and message.pk, answer and answer.pk, proposal and proposal.pk)
        return [_file(row) for row in self.attachments if _owner(row) == owner]

    @property
    def last_move(self):
        return self.moves[-1] if self.moves else None


@Prepared
def _moves(case):
    return Move.objects.filter(case=case).select_related("by", "department")


@Prepared
def _deadlines(case):
    return Deadline.objects.filter(case=case).select_related("rule").order_by("pk")


@Prepared
def _events(case):
    return DeadlineEvent.objects.filter(deadline__case=case)


@Prepared
def _escalations(case):
    return Escalation.objects.filter(deadline__case=case).select_related("step")


def who(by, *, reason=""):
    """Who did something, in words: a member of staff, the person concerned, or the calendar."""
    if by:
        return by.get_full_name()
    return _("The person") if reason in BY_CITIZEN else _("Automatically")


BY_CITIZEN = {
    "", Reason.WITHDRAWN, Reason.OBJECTION, Reason.COMPLETED, Reason.REOPENED, Reason.REVIEW, Reason.SATISFIED,
    Reason.PREFERENCES, Reason.CONSENT_WITHDRAWN,
}  # fmt: skip


def _owner(row):
    """A file of a proposed answer that was given belongs to the answer."""
    return row.message_id, row.answer_id, None if row.answer_id else row.proposal_id


def _file(row):
    thumbnail = pillars.link("cases:thumbnail", row.key) if row.thumbnail else None
    facts = {name: getattr(row, name) for name in FILE_FACTS}
    return {**facts, "url": pillars.link("cases:attachment", row.key), "thumbnail_url": thumbnail}
