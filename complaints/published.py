"""A published complaint as everybody reads it: the cleared words, and the place only roughly. Never the case itself."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import components
from portal.cases.due import last_day
from portal.cases.states import Reason, State
from portal.workdays.arithmetic import local_day

DECIMALS = 3  # of a degree: about a hundred metres
PROGRESS = {
    State.IN_PROGRESS: ("progress", "progress"),
    State.INCOMPLETE: ("ask", "waiting"),
    State.PLANNED: ("calendar", "planned"),
    State.ANSWERED: ("reply", "answered"),
    State.CLOSED: ("lock", ""),
}


@dataclass(frozen=True)
class Public:
    """What a public page, list, map or feed may say of a case; templates are given this and nothing else."""

    reference: str
    url: str
    subject: str
    text: str
    language: str
    category: str
    icon: str
    district: str
    state: str
    received_on: object
    published_at: object
    due_on: object
    late: bool
    place: tuple | None
    photos: list = field(default_factory=list)
    answer: str = ""


def loaded(cases, *, photos=True):
    """Published cases with all that is read of them here; the person's own words stay in the database."""
    cases = cases.select_related("topic", "district", "publication").defer("description", "search_text")
    return cases.prefetch_related("publication__photos") if photos else cases


def public(case, *, at):
    """The public side of a published case, which comes with its publication, topic and district."""
    row = case.publication
    return Public(
        reference=case.reference,
        url=reverse("complaints:complaint_show", args=[case.reference]),
        subject=row.subject,
        text=row.text,
        language=row.language,
        category=case.topic.name,
        icon=case.topic.icon,
        district=case.district.name if case.district else "",
        state=case.state,
        received_on=case.received_on,
        published_at=case.published_at,
        due_on=last_day(case),
        late=case.is_overdue(at),
        place=approximate(case),
        photos=[_photo(case, photo) for photo in row.photos.all()],
        answer=row.answer,
    )


def public_point(case, *, at):
    """A case on the map; its place is the key."""
    row = case.publication
    words = [case.topic.name, str(components.state(case.state, staff=True)["word"])]
    if case.is_overdue(at):
        words.append(_("overdue"))
    return {
        "place": approximate(case),
        "subject": row.subject,
        "language": row.language,
        "url": reverse("complaints:complaint_show", args=[case.reference]),
        "words": " · ".join(words),
    }


def approximate(case):
    """(latitude, longitude) rounded, or None: enough to find the street, not the door."""
    if case.latitude is None:
        return None
    return round(case.latitude, DECIMALS), round(case.longitude, DECIMALS)


def _photo(case, photo):
    args = [case.reference, photo.key]
    return {
        "url": reverse("complaints:published_photo", args=args),
        "small": reverse("complaints:published_photo_small", args=args),
        "width": photo.width,
        "height": photo.height,
        "after": photo.after,
    }


def progress(case):
    """What happened to a case, the newest first, as (title, icon, tone, day): states and days, no words of anybody."""
    entries = [(_("Received and entered in the register"), "inbox", "", case.received_on)]
    for move in case.moves.all():
        if move.now != move.was and move.was:
            icon, tone = PROGRESS.get(move.now, ("progress", "progress"))
            entries.append((_title(move), icon, tone, local_day(move.at)))
    return entries[::-1]


def _title(move):
    if move.reason in (Reason.REOPENED, Reason.OBJECTION):
        return _("Taken up again")
    return {
        State.IN_PROGRESS: _("A service works on it"),
        State.INCOMPLETE: _("The commune asked for more information"),
        State.PLANNED: _("An intervention is planned"),
        State.ANSWERED: _("The commune answered"),
        State.CLOSED: _("The case is closed"),
    }.get(move.now, State(move.now).label)
