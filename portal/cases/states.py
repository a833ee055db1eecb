"""The life of a case, as data: states, the moves between them, and the words that go with them."""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# The due moment of a case that has none now. Not NULL: NULLs sort differently on the two databases.
FAR = datetime(9999, 12, 31, tzinfo=UTC)


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    IN_PROGRESS = "in_progress", _("in progress")
    INCOMPLETE = "incomplete", _("waiting for the citizen")
    PLANNED = "planned", _("planned")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


OPEN = (State.RECEIVED, State.IN_PROGRESS, State.INCOMPLETE, State.PLANNED)
DONE = (State.ANSWERED, State.CLOSED)

MOVES = {
    State.RECEIVED: {State.IN_PROGRESS, State.INCOMPLETE, State.PLANNED, State.ANSWERED, State.CLOSED},
    State.IN_PROGRESS: {State.INCOMPLETE, State.PLANNED, State.ANSWERED, State.CLOSED},
    State.PLANNED: {State.IN_PROGRESS, State.INCOMPLETE, State.ANSWERED, State.CLOSED},
    State.INCOMPLETE: {State.IN_PROGRESS, State.PLANNED, State.ANSWERED, State.CLOSED},
    State.ANSWERED: {State.IN_PROGRESS, State.CLOSED},
    State.CLOSED: {State.IN_PROGRESS},
}


class Reason(models.TextChoices):
    """Why a move was made, where the states alone do not tell."""

    TAKEN = "taken", _("taken in hand")
    ASSIGNED = "assigned", _("assigned")
    RELEASED = "released", _("given back to the department")
    TRANSFERRED = "transferred", _("transferred to another department")
    ASKED = "asked", _("information asked")
    COMPLETED = "completed", _("information received")
    PLANNED = "planned", _("intervention planned")
    ANSWERED = "answered", _("answered")
    NOT_COMPLETED = "not_completed", _("not completed in time")
    WITHDRAWN = "withdrawn", _("withdrawn by the citizen")
    WITHDRAWN_BY_STAFF = "withdrawn_by_staff", _("withdrawal entered by staff")
    DUPLICATE = "duplicate", _("duplicate of another case")
    ANSWERED_WITH = "answered_with", _("answered with the original case")
    REOPENED = "reopened", _("reopened")
    OBJECTION = "objection", _("the citizen objected")
    NOTED = "noted", _("noted")
    CORRECTED = "corrected", _("place or topic corrected")
    KIND_CHANGED = "kind_changed", _("kind changed")
    SPLIT = "split", _("split")
    REVIEW = "review", _("review asked by the citizen")
    SATISFIED = "satisfied", _("the citizen is satisfied")
    SILENCE = "silence", _("closed without a word of the citizen")
    PROPOSED = "proposed", _("answer proposed for approval")
    SENT_BACK = "sent_back", _("proposed answer sent back")
    CLOSED = "closed", _("closed")
    IMPORTED = "imported", _("imported")
    PREFERENCES = "preferences", _("name, language or channel changed by the citizen")
    ERASED = "erased", _("personal data erased")
    PUBLISHED = "published", _("made public")
    UNPUBLISHED = "unpublished", _("no longer public")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("agreement to publication withdrawn")
    DEPOSITED = "deposited", _("deposited: the time to answer begins")
    ON_AGENDA = "on_agenda", _("put on the agenda of the council")
    DECIDED = "decided", _("decided by the council")
    EXTENDED = "extended", _("deadline extended, with a reason")


class Channel(models.TextChoices):
    """How a case reached the commune."""

    WEB = "web", _("portal")
    PHONE = "phone", _("phone")
    COUNTER = "counter", _("counter")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("e-mail")
    CHIKAYA = "chikaya", _("national portal chikaya.ma")
    CHAFAFIYA = "chafafiya", _("national portal chafafiya.ma")
    IMPORT = "import", _("import")


class Outcome(models.TextChoices):
    RESOLVED = "resolved", _("resolved")
    PARTLY = "partly", _("partly resolved")
    EXPLAINED = "explained", _("explained")
    DUPLICATE = "duplicate", _("duplicate")
    NOT_COMPETENT = "not_competent", _("not competent")
    INADMISSIBLE = "inadmissible", _("inadmissible")
    JUSTICE = "justice", _("sent to justice")
    NOT_COMPLETED = "not_completed", _("not completed")
    RELEASED = "released", _("information given")
    PARTLY_RELEASED = "partly_released", _("information given in part")
    REFUSED = "refused", _("information refused")
    ADMITTED = "admitted", _("admitted: the council deals with it")
    NOT_ADMITTED = "not_admitted", _("not admitted")


# Outcomes that rest on one of the commune's grounds.
GROUNDED = (Outcome.INADMISSIBLE, Outcome.PARTLY_RELEASED, Outcome.REFUSED)


class Means(models.TextChoices):
    """How an answer was delivered."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    PORTAL = "portal", _("tracking page")
    HANDED = "handed", _("handed over")
    POST = "post", _("post")


# Kinds of deadline rules beside the kinds of cases: how long the review of an answer takes; how long it may be asked
# for, after an answer and after a deadline that passed without one; how long the way to another body or to the court
# is open.
REVIEW = "review"
CONTEST, CONTEST_SILENCE = "contest", "contest_silence"
OTHER_BODY, COURT = "other_body", "court"


class DeadlineKind(models.TextChoices):
    LEGAL = "legal", _("legal")
    POLICY = "policy", _("undertaking of the commune")
    INTERNAL = "internal", _("internal target")


class DeadlineState(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("suspended")
    MET = "met", _("met")
    VOIDED = "voided", _("voided")


class Basis(models.TextChoices):
    STATUTE = "statute", _("law")
    POLICY = "policy", _("undertaking of the commune")


class Unit(models.TextChoices):
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")


class Direction(models.TextChoices):
    AFTER = "after", _("after")
    BEFORE = "before", _("before")


class Roll(models.TextChoices):
    NONE = "none", _("the last day stays")
    NEXT_WORKING_DAY = "next_working_day", _("next working day")


class DeadlineEventType(models.TextChoices):
    STARTED = "started", _("started")
    PAUSED = "paused", _("suspended")
    RESUMED = "resumed", _("resumed")
    EXTENDED = "extended", _("extended")
    MOVED = "moved", _("moved")
    MET = "met", _("met")
    BREACHED = "breached", _("breached")
    VOIDED = "voided", _("voided")


class Half(models.TextChoices):
    """What an escalation step counts from."""

    HALF = "half", _("half-way")
    DUE = "due", _("due date")


class QuestionKind(models.TextChoices):
    """How a question of a topic is answered."""

    TEXT = "text", _("words")
    NUMBER = "number", _("a number")
    CHOICE = "choice", _("one of several")
    DATE = "date", _("a day")


class IdentityKind(models.TextChoices):
    """Documents that prove who somebody is: a foreigner shows one of the last two."""

    CARD = "card", _("national identity card (CNIE)")
    RESIDENCE = "residence", _("residence document")
    PASSPORT = "passport", _("passport")


class FileKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    PDF = "pdf", _("PDF document")
    AUDIO = "audio", _("voice note")
    VIDEO = "video", _("video")
    TOTAL = "total", _("all together")


class Group(models.TextChoices):
    """What the cases of a row of figures share."""

    ALL = "all", _("all together")
    TOPIC = "topic", _("topic")
    DEPARTMENT = "department", _("department")
    DISTRICT = "district", _("district")
    CHANNEL = "channel", _("channel")


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
