"""The history of a case for staff, newest first: moves, deadlines, alerts, deliveries, and that something was said."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.models import ContactEvent
from portal.cases.states import DeadlineEventType, DeadlineKind, Means, Reason, State

from .dossier import who

What = ContactEvent.What

# reason of a move: (what happened, drawing, tone)
MOVES = {
    Reason.TAKEN: (gettext_lazy("Taken in hand"), "hands", "progress"),
    Reason.ASSIGNED: (gettext_lazy("Assigned"), "person", "progress"),
    Reason.RELEASED: (gettext_lazy("Given back to the department"), "hands", ""),
    Reason.TRANSFERRED: (gettext_lazy("Transferred to another department"), "next", "progress"),
    Reason.ASKED: (gettext_lazy("Information asked of the person"), "ask", "waiting"),
    Reason.COMPLETED: (gettext_lazy("Information received"), "chat", "progress"),
    Reason.PLANNED: (gettext_lazy("Intervention planned"), "calendar", "planned"),
    Reason.ANSWERED: (gettext_lazy("Answered"), "reply", "answered"),
    Reason.NOT_COMPLETED: (gettext_lazy("Answered: not completed in time"), "reply", "answered"),
    Reason.WITHDRAWN: (gettext_lazy("Withdrawn by the person"), "close", ""),
    Reason.WITHDRAWN_BY_STAFF: (gettext_lazy("Withdrawal entered by staff"), "close", ""),
    Reason.DUPLICATE: (gettext_lazy("Marked as duplicate"), "copy", ""),
    Reason.ANSWERED_WITH: (gettext_lazy("Answered with the original case"), "reply", "answered"),
    Reason.REOPENED: (gettext_lazy("Taken up again"), "progress", "progress"),
    Reason.OBJECTION: (gettext_lazy("The person objected: back at work"), "progress", "progress"),
    Reason.NOTED: (gettext_lazy("Remark noted"), "check", "answered"),
    Reason.EXTENDED: (gettext_lazy("Deadline extended, with a reason"), "clock", "waiting"),
    Reason.DEPOSITED: (gettext_lazy("Deposited: the time to answer begins"), "inbox", "progress"),
    Reason.ON_AGENDA: (gettext_lazy("Put on the agenda of the council"), "calendar", "planned"),
    Reason.DECIDED: (gettext_lazy("The council decided"), "building", "answered"),
    Reason.CORRECTED: (gettext_lazy("Topic or place corrected"), "edit", ""),
    Reason.KIND_CHANGED: (gettext_lazy("Kind changed"), "edit", ""),
    Reason.SPLIT: (gettext_lazy("Split"), "split", ""),
    Reason.REVIEW: (gettext_lazy("The person asks for a review: back at work"), "progress", "progress"),
    Reason.SATISFIED: (gettext_lazy("The person is satisfied: closed"), "check", "answered"),
    Reason.SILENCE: (gettext_lazy("Closed: the person said nothing in time"), "lock", ""),
    Reason.PROPOSED: (gettext_lazy("An answer was proposed, it waits for approval"), "eye", "waiting"),
    Reason.SENT_BACK: (gettext_lazy("The proposed answer was sent back"), "back", "waiting"),
    Reason.CLOSED: (gettext_lazy("Closed"), "lock", ""),
    Reason.PREFERENCES: (gettext_lazy("Name, language or channel changed by the person"), "edit", ""),
    Reason.ERASED: (gettext_lazy("Personal data erased"), "trash", ""),
    Reason.IMPORTED: (gettext_lazy("Imported"), "download", ""),
    Reason.PUBLISHED: (gettext_lazy("Made public"), "globe", ""),
    Reason.UNPUBLISHED: (gettext_lazy("No longer public"), "lock", ""),
    Reason.CONSENT_WITHDRAWN: (gettext_lazy("The person no longer agrees to publication"), "lock", "waiting"),
}
EVENTS = {
    DeadlineEventType.PAUSED: (gettext_lazy("The count is stopped"), "pause", "waiting"),
    DeadlineEventType.RESUMED: (gettext_lazy("The count runs again"), "play", "progress"),
    DeadlineEventType.MOVED: (gettext_lazy("Counted anew: a holiday moved"), "calendar", ""),
    DeadlineEventType.BREACHED: (gettext_lazy("The deadline passed without an answer"), "late", "late"),
    DeadlineEventType.MET: (gettext_lazy("The deadline was met"), "check", "answered"),
    DeadlineEventType.VOIDED: (gettext_lazy("The deadline fell away"), "close", ""),
}
MET_LATE = (gettext_lazy("Answered after the deadline"), "clock", "waiting")
CONTACTS = {
    What.SHOWN: (gettext_lazy("Telephone and e-mail were shown"), "eye"),
    What.PHONE_CORRECTED: (gettext_lazy("Telephone corrected"), "phone"),
    What.EMAIL_CORRECTED: (gettext_lazy("E-mail corrected"), "envelope"),
    What.CODE_RENEWED: (gettext_lazy("New tracking code made"), "key"),
}
MEANS = {
    Means.EMAIL: gettext_lazy("Answer sent by e-mail"),
    Means.SMS: gettext_lazy("Answer sent by SMS"),
    Means.PORTAL: gettext_lazy("Answer published on the tracking page"),
    Means.HANDED: gettext_lazy("Answer handed over"),
    Means.POST: gettext_lazy("Answer sent by post"),
}


def of(dossier):
    """The entries of a case (see components/timeline_item.html): title, icon, tone, at, text."""
    parts = [_moves(dossier), _deadlines(dossier), _alerts(dossier), _deliveries(dossier), _words(dossier)]
    parts.append(_contacts(dossier))
    entries = [entry for part in parts for entry in part]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _moves(dossier):
    for row in dossier.moves:
        if not row.was:
            detail = [dossier.case.get_channel_display(), who(row.by) if row.by else ""]
            yield _entry(_("Received"), "inbox", "", row.at, " · ".join(part for part in detail if part))
        else:
            title, icon, tone = MOVES.get(row.reason) or (State(row.now).label, "progress", "progress")
            yield _entry(title, icon, tone, row.at, who(row.by, reason=row.reason))


def _deadlines(dossier):
    for deadline in dossier.deadlines:
        internal = deadline.kind == DeadlineKind.INTERNAL
        shown = {DeadlineEventType.BREACHED} if internal else set(EVENTS)
        for event in deadline.events.all():
            if event.type in shown:
                late = event.type == DeadlineEventType.MET and deadline.breached_at
                title, icon, tone = MET_LATE if late else EVENTS[event.type]
                yield _entry(title, icon, tone, event.at, _about_event(internal, event))


def _about_event(internal, event):
    facts: list[object] = [_("internal target")] if internal else []
    if event.type == DeadlineEventType.VOIDED and event.data.get("reason") in Reason.values:
        facts.append(Reason(event.data["reason"]).label)
    return " · ".join(str(fact) for fact in facts)


def _alerts(dossier):
    for deadline in dossier.deadlines:
        for row in deadline.escalations.all():
            facts = [_("internal target")] if deadline.kind == DeadlineKind.INTERNAL else []
            text = " · ".join([*facts, told(row)])
            yield _entry(_("Alert: %(step)s") % {"step": row.step}, "bell", "waiting", row.at, text)


def told(escalation):
    """Who an alert reached, in words."""
    if escalation.imported:
        return _("past when the case was brought in, nobody was written to")
    if escalation.late:
        return _("overtaken by the next one, nobody was written to")
    names = formats.listing(escalation.reached_names, get_language())
    return _("told: %(roles)s") % {"roles": names} if names else _("nobody could be told")


def _deliveries(dossier):
    for row in dossier.deliveries:
        facts = [formats.day(row.on, get_language()), row.post_number, who(row.by, reason="answered")]
        yield _entry(MEANS[row.means], "envelope", "answered", row.at, " · ".join(fact for fact in facts if fact))


def _contacts(dossier):
    for row in dossier.contact_events:
        title, icon = CONTACTS[row.what]
        yield _entry(title, icon, "", row.at, who(row.by))


def _words(dossier):
    for row in dossier.messages:
        title = _("Message of the person") if row.inbound else _("Message to the person")
        yield _entry(title, "chat" if row.inbound else "envelope", "", row.at, who(row.by))
    for row in dossier.notes:
        yield _entry(_("Internal note"), "edit", "", row.at, who(row.by))
    for row in dossier.consultations:
        yield _entry(_("Department consulted"), "consult", "", row.at, str(row.department))
        if row.replied_at:
            yield _entry(_("Reply of the department"), "consult", "", row.replied_at, str(row.department))


def _entry(title, icon, tone, at, text=""):
    return {"title": title, "icon": icon, "tone": tone, "at": at, "text": text}
