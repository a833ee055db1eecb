"""What happened to a case, for its citizen: moves, messages, answers and decisions; never notes or internal files."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal import formats
from portal.prepared import Prepared
from portal.workdays.arithmetic import end_of

from .models import Message, Move
from .states import Channel, Reason, State


@dataclass(frozen=True)
class Entry:
    """One line. `typed`: words of a person, the reader's own when `mine`; `on`: a day in words instead of a moment."""

    title: str
    icon: str
    at: datetime | None = None
    tone: str = ""
    on: str = ""
    text: str = ""
    typed: str = ""
    mine: bool = False
    files: list = field(default_factory=list)
    answer: object = None


def of_case(case, promised):
    """The entries of a case, the newest first, what comes next on top. `promised`: its Promise, or None."""
    files = _files(case)
    entries = [_received(case, files[None, None]), *_moves(case), *_breach(promised)]
    entries += [_message(message, files[message.pk, None]) for message in case.messages.all()]
    entries += [_answer(answer, files[None, answer.pk]) for answer in case.answers.all()]
    entries += [line for decision in case.decisions.all() for line in _decision(decision)]
    entries += [_split(part) for part in case.splits.all()]
    past = sorted(entries, key=lambda entry: entry.at)
    return [*_next(case, promised), *reversed(past)]


def _files(case):
    """{(message id, answer id): files that the citizen may see}."""
    found = defaultdict(list)
    for file in case.attachments.all():
        if not file.internal:
            found[file.message_id, file.answer_id].append(file)
    return found


def _received(case, files):
    text = ""
    if case.channel != Channel.WEB:
        words = {"channel": Channel(case.channel).label, "day": formats.day(case.received_on, get_language())}
        text = _("How it reached us: %(channel)s, on %(day)s.") % words
    title = _("Received and entered in the register")
    return Entry(title, "inbox", case.opened_at, text=text, typed=case.description, mine=True, files=files)


# reason of a move that needs no more words: (what happened, drawing, tone)
PLAIN = {
    Reason.TAKEN: (gettext_lazy("A member of staff works on it"), "progress", "progress"),
    Reason.ASSIGNED: (gettext_lazy("A member of staff works on it"), "progress", "progress"),
    Reason.EXTENDED: (gettext_lazy("The day of the answer was put off once, with a reason"), "clock", "waiting"),
    Reason.DEPOSITED: (gettext_lazy("Deposited: the time to answer begins"), "inbox", "progress"),
    Reason.ON_AGENDA: (gettext_lazy("Put on the agenda of the council"), "calendar", "planned"),
    Reason.DECIDED: (gettext_lazy("The council decided"), "building", "answered"),
    Reason.CORRECTED: (gettext_lazy("The subject or the place was corrected"), "edit", ""),
    Reason.REVIEW: (gettext_lazy("The case goes to a review, by somebody else than before"), "progress", "progress"),
    Reason.SATISFIED: (gettext_lazy("You said that the answer satisfies you: the case is closed"), "check", "answered"),
    Reason.SILENCE: (gettext_lazy("No review was asked in time: the case is closed"), "lock", ""),
    Reason.REOPENED: (gettext_lazy("The case is taken up again"), "progress", "progress"),
    Reason.OBJECTION: (gettext_lazy("The case is taken up again"), "progress", "progress"),
    Reason.WITHDRAWN: (gettext_lazy("You took your message back"), "lock", ""),
    Reason.PREFERENCES: (gettext_lazy("You changed your name, your language or how we write to you"), "edit", ""),
    Reason.ERASED: (gettext_lazy("The personal data were erased"), "trash", ""),
    Reason.PUBLISHED: (gettext_lazy("Made public on this site, without your name"), "globe", ""),
    Reason.UNPUBLISHED: (gettext_lazy("Taken off the public pages"), "lock", ""),
    Reason.CONSENT_WITHDRAWN: (gettext_lazy("You no longer agree to publication"), "lock", ""),
    Reason.CLOSED: (gettext_lazy("The case is closed"), "lock", ""),
    Reason.NOTED: (gettext_lazy("The case is closed"), "lock", ""),
}


@Prepared
def _moves_of(case):
    return Move.objects.filter(case=case)


def _moves(case):
    moves = _moves_of(case=case.pk)
    latest = {move.reason: move.pk for move in moves}
    for move in moves:
        is_latest = latest[move.reason] == move.pk
        if move.reason in PLAIN:
            title, icon, tone = PLAIN[Reason(move.reason)]
            yield Entry(str(title), icon, move.at, tone)
        elif move.reason == Reason.TRANSFERRED:
            name = str(move.department or (case.department if is_latest else "") or "")
            yield Entry(_("Passed on to the service in charge"), "progress", move.at, "progress", text=name)
        elif move.reason == Reason.PLANNED:
            day = case.planned_on if is_latest else None
            text = formats.weekday_day(day, get_language()) if day else ""
            yield Entry(_("An intervention is planned"), "calendar", move.at, "planned", text=text)


def _message(message, files):
    words = {"typed": message.text, "files": files}
    if message.kind == Message.Kind.QUESTION:
        text = _("The count of days stops until you answer.") if message.pauses else ""
        return Entry(_("The commune asks you a question"), "ask", message.at, "waiting", text=text, **words)
    if message.kind == Message.Kind.REVIEW:
        return Entry(_("You asked for a review"), "chat", message.at, mine=True, **words)
    if message.inbound:
        return Entry(_("You wrote to us"), "chat", message.at, mine=True, **words)
    return Entry(_("The commune writes to you"), "envelope", message.at, "progress", **words)


def _answer(answer, files):
    title = _("The commune answered: %(outcome)s")
    if answer.is_final:
        title = _("The commune answered after the review: %(outcome)s")
    title %= {"outcome": answer.get_outcome_display()}
    return Entry(title, "reply", answer.at, "answered", typed=answer.text, files=files, answer=answer)


DECISIONS = {
    Reason.DUPLICATE: "copy",
    Reason.WITHDRAWN_BY_STAFF: "lock",
    Reason.KIND_CHANGED: "edit",
}


def _decision(decision):
    titles = {
        Reason.DUPLICATE: _("Joined to another case about the same thing, and answered with it"),
        Reason.WITHDRAWN_BY_STAFF: _("The commune noted that you take your message back"),
        Reason.KIND_CHANGED: _("The commune changed the kind of your message"),
    }
    yield Entry(titles[decision.code], DECISIONS[decision.code], decision.at, "waiting", typed=decision.text)
    if decision.objected_at:
        yield Entry(_("You objected"), "chat", decision.objected_at, typed=decision.objection, mine=True)


def _split(part):
    title = _("A second matter of your message became a case of its own")
    return Entry(title, "split", part.opened_at, text=part.reference)


def _breach(promised):
    if promised and promised.late and promised.due_on:
        on = formats.day(promised.due_on, get_language())
        yield Entry(_("The promised day passed without an answer"), "late", end_of(promised.due_on), "late", on=on)


def _next(case, promised):
    lang = get_language()
    if case.state == State.INCOMPLETE:
        yield Entry(_("Next: your answer"), "next", tone="next")
    elif case.state == State.PLANNED and case.planned_on:
        on = formats.weekday_day(case.planned_on, lang)
        yield Entry(_("Next: the intervention"), "calendar", tone="next", on=on)
    elif case.is_open and promised and not promised.met:
        at_latest = (
            _("At the latest on %(day)s") % {"day": formats.day(promised.due_on, lang)} if promised.due_on else ""
        )
        title = _("Next: the commune's answer, which is late") if promised.late else _("Next: the commune's answer")
        if case.is_under_review and not promised.late:
            title = _("Next: the answer after the review")
        yield Entry(title, "reply", tone="next", on="" if promised.late else at_latest)
