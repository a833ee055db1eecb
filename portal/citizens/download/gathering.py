"""What is kept about a person in one case, as plain data: never internal notes, consultations or internal files."""

from portal.cases.models import Case, Publication
from portal.cases.services import identities
from portal.cases.states import DeadlineKind
from portal.notifications.models import Notification

OF_CASE = (
    "reference",
    "state",
    "kind",
    "channel",
    "received_on",
    "opened_at",
    "closed_at",
    "planned_on",
    "language",
    "reached_by",
    "name",
    "phone",
    "email",
    "subject",
    "description",
    "address",
    "latitude",
    "longitude",
    "external_system",
    "external_reference",
    "respond_until",
    "satisfied",
    "review_asked_at",
    "publish_agreed_at",
    "published_at",
)
OF_MESSAGE = ("kind", "at", "text", "answer_by", "answered_at")
OF_ANSWER = ("number", "at", "outcome", "competent_body", "language", "text")
OF_DELIVERY = ("means", "on", "post_number")
OF_PUBLICATION = ("subject", "text", "answer", "at", "withdrawn_at")
OF_DECISION = ("code", "at", "text", "object_until", "objection", "objected_at")
OF_DEADLINE = ("kind", "state", "anchor_on", "last_on", "started_at", "met_at", "breached_at", "voided_at")
OF_FILE = ("name", "kind", "content_type", "size", "sha256", "at")
OF_SENT = ("channel", "recipient", "language", "template", "queued_at", "sent_at")
OF_REQUEST = ("kind", "at", "words", "text", "outcome", "reason", "decided_at", "finished_at")


def of_case(case, files):
    """A case as JSON takes it. `files`: [(Attachment, path in the archive)] from `files_of`."""
    concrete = case.concrete()
    return {
        **_picked(case, OF_CASE),
        **_picked(concrete, concrete.OWN_FACTS),
        "kind_in_words": str(concrete.kind_label),
        "identity_document": identities.of(case, whole=True),
        "topic": str(case.topic or ""),
        "department": str(case.department or ""),
        "district": str(case.district or ""),
        "details": [{"question": row.label, "answer": row.text} for row in case.details.all()],
        "history": [{"at": row.at, "was": row.was, "now": row.now, "reason": row.reason} for row in case.moves.all()],
        "messages": [_message(row) for row in case.messages.all()],
        "answers": [_answer(row) for row in case.answers.select_related("ground")],
        "decisions": [_picked(row, OF_DECISION) for row in case.decisions.all()],
        "deadlines": [_deadline(row) for row in case.deadlines.exclude(kind=DeadlineKind.INTERNAL).order_by("pk")],
        "files": [{**_picked(file, OF_FILE), "path": path} for file, path in files],
        "publication": publication_of(case),
        "sent_to_you": [_picked(row, OF_SENT) for row in sent_about(case)],
    }


def files_of(case):
    """[(Attachment, path in the archive)] of the files that the citizen may see."""
    files = case.attachments.filter(internal=False).order_by("pk")
    return [(file, f"files/{case.reference}/{number:02d}-{_safe(file.name)}") for number, file in enumerate(files, 1)]


def sent_about(case):
    rows = Notification.objects.about(Case(pk=case.pk)).order_by("pk")
    return [row for row in rows if row.context.get("to") == "citizen"]


def of_following(row):
    """A case of somebody else that this address follows."""
    return {"reference": row.case.reference, **_picked(row, ("name", "language", "at", "confirmed_at"))}


def of_request(row):
    return _picked(row, OF_REQUEST)


def _picked(row, names):
    return {name: getattr(row, name) for name in names}


def _message(row):
    return {"from": "you" if row.inbound else "commune", **_picked(row, OF_MESSAGE)}


def _answer(row):
    deliveries = [_picked(delivery, OF_DELIVERY) for delivery in row.deliveries.all()]
    return {**_picked(row, OF_ANSWER), "ground": str(row.ground or ""), "deliveries": deliveries}


def publication_of(case):
    """What everybody may read, or could until it was taken off; None when it was never cleared."""
    row = Publication.objects.filter(case_id=case.pk).first()
    return _picked(row, OF_PUBLICATION) if row else None


def _deadline(row):
    return {"title": row.title, **_picked(row, OF_DEADLINE)}


def _safe(name):
    """A file name that stays inside its folder, whatever the archive is opened with."""
    return name.replace("/", "_").replace("\\", "_").replace("\x00", "").lstrip(".") or "file"
