"""What the commune publishes, as data: kinds, the life of an item, and what hangs on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ANNOUNCEMENT = "communications.announcement"
LANGUAGES = ("ar", "fr")  # both before anything is published
TRANSLATION = "translation"  # kind of the deadline rule of a language that is owed


class Kind(models.TextChoices):
    """What an announcement is."""

    NEWS = "news", _("news")
    NOTICE = "notice", _("notice")
    CALL = "call", _("call for participation")
    WORKS = "works", _("works and traffic")
    CUT = "cut", _("water or electricity cut")
    TENDER = "tender", _("call for tenders")


DRAWINGS = {
    Kind.NEWS: "megaphone",
    Kind.NOTICE: "megaphone",
    Kind.CALL: "chat",
    Kind.WORKS: "road",
    Kind.CUT: "water",
    Kind.TENDER: "paper",
}


class Status(models.TextChoices):
    """Published includes what is still to come (`publish_at`) and what has expired: the moments decide."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FileRole(models.TextChoices):
    PICTURE = "picture", _("picture")
    ATTACHMENT = "attachment", _("attachment")
    RECORDING = "recording", _("recording, to listen to")
    AGENDA = "agenda", _("agenda")
    MINUTES = "minutes", _("minutes")
    SIGNED = "signed", _("signed paper")
    DOCUMENT = "document", _("document")
    PROOF = "proof", _("proof that it was posted or said")


class Happening(models.TextChoices):
    """What is written down about an item, for its history."""

    WRITTEN = "written", _("written")
    CHANGED = "changed", _("changed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("the missing language was added")
    CANCELLED = "cancelled", _("cancelled")
    WARNED = "warned", _("sent the alert")
    UPDATED = "updated", _("sent an update of the alert")
    ENDED = "ended", _("called the alert off")
    PROMISED = "promised", _("noted what the decision promises")
    REPORTED = "reported", _("reported on what the decision promises")
    CONCLUDED = "concluded", _("published what came of the consultation")
    CALLED = "called", _("members were called")
    SAID = "said", _("noted where it was said or posted")
    UNSAID = "unsaid", _("took back where it was said or posted")
    MAILING_ASKED = "mail_asked", _("asked to send it to subscribers")
    MAILING_APPROVED = "mail_ok", _("let it go to subscribers")
    MAILING_REFUSED = "mail_no", _("did not let it go to subscribers")
    MAILING_STOPPED = "mail_stop", _("stopped sending it")


class Scope(models.TextChoices):
    """What somebody follows."""

    EVERYTHING = "everything", _("all news of the commune")
    THEME = "theme", _("a theme")
    DISTRICT = "district", _("a district")
    DEPARTMENT = "department", _("a department")
    ITEM = "item", _("one publication")
    CASES = "cases", _("published complaints")


class Frequency(models.TextChoices):
    """How often somebody is told."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class MailingStatus(models.TextChoices):
    """asked → sending → sent; or refused, or stopped while it was sending or before."""

    ASKED = "asked", _("waits for approval")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("stopped")


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Medium(models.TextChoices):
    """The three kinds of communication."""

    ORAL = "oral", _("oral")
    WRITTEN = "written", _("in writing")
    ELECTRONIC = "electronic", _("electronic")


class Way(models.TextChoices):
    """How an item reaches people beside the portal."""

    MARKET = "market", _("at the market")
    MOSQUE = "mosque", _("at the mosque")
    RADIO = "radio", _("on the radio")
    CRIER = "crier", _("by the town crier")
    LOUDSPEAKER = "loudspeaker", _("by a car with loudspeakers")
    BOARD = "board", _("on a notice board")
    COUNTER = "counter", _("at the counter, on paper")


MEDIA = {
    Medium.ORAL: [Way.MARKET, Way.MOSQUE, Way.RADIO, Way.CRIER, Way.LOUDSPEAKER],
    Medium.WRITTEN: [Way.BOARD, Way.COUNTER],
}


EVENT = "communications.event"


class EventKind(models.TextChoices):
    """What people are invited to."""

    SESSION = "session", _("ordinary session")
    EXTRAORDINARY = "extra", _("extraordinary session")
    COMMITTEE = "committee", _("meeting of a committee")
    PUBLIC = "public", _("public meeting")
    WORKSHOP = "workshop", _("workshop")
    GATHERING = "gathering", _("event")


OF_THE_COUNCIL = (EventKind.SESSION, EventKind.EXTRAORDINARY)  # law 113.14 arts 33, 35, 273
EVENT_DRAWINGS = {
    EventKind.SESSION: "building",
    EventKind.EXTRAORDINARY: "building",
    EventKind.COMMITTEE: "hands",
    EventKind.PUBLIC: "chat",
    EventKind.WORKSHOP: "hands",
    EventKind.GATHERING: "calendar",
}
CALL, MINUTES = "call", "minutes"  # kinds of the deadline rules of a session
