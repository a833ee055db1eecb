"""What was said about a case, oldest first, as bubbles: messages, notes, consultations, answers, decisions."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.models import Message, Proposal

from .dossier import who


def of(dossier):
    """The bubbles of a case (see components/bubble.html): author, text, at, side, detail, lang, files."""
    parts = (_messages, _notes, _consultations, _proposals, _answers, _decisions)
    return sorted((bubble for part in parts for bubble in part(dossier)), key=lambda bubble: bubble["at"])


def _messages(dossier):
    for row in dossier.messages:
        files = dossier.files(message=row)
        if row.inbound:
            entered = _("entered by %(name)s") % {"name": who(row.by)} if row.by else ""
            asked = _("asks for a review") if row.kind == Message.Kind.REVIEW else ""
            detail = " · ".join(part for part in (asked, entered) if part)
            yield {"author": _("The person"), "text": row.text, "at": row.at, "detail": detail, "files": files}
        else:
            bubble = {"author": who(row.by), "text": row.text, "at": row.at, "side": "mine", "files": files}
            yield {**bubble, "lang": dossier.case.language, "detail": _about_question(row)}


def _about_question(row):
    if row.kind != Message.Kind.QUESTION:
        return _("message")
    if row.pauses and row.answer_by and not row.answered_at:
        return _("question, reply awaited until %(day)s") % {"day": formats.day(row.answer_by, get_language())}
    return _("question")


def _notes(dossier):
    for row in dossier.notes:
        yield {"author": who(row.by), "text": row.text, "at": row.at, "side": "note", "detail": _("internal note")}


def _consultations(dossier):
    for row in dossier.consultations:
        detail = _("question to %(department)s") % {"department": row.department}
        yield {"author": who(row.by), "text": row.question, "at": row.at, "side": "note", "detail": detail}
        if row.replied_at:
            detail = _("reply of %(department)s") % {"department": row.department}
            yield {
                "author": who(row.replied_by),
                "text": row.reply,
                "at": row.replied_at,
                "side": "note",
                "detail": detail,
            }


def _proposals(dossier):
    """What waits for approval and what was sent back; an approved one is read as the answer it became."""
    for row in dossier.proposals:
        if row.decision == Proposal.Decision.APPROVED:
            continue
        how = row.get_decision_display() or _("waits for approval")
        detail = " · ".join([_("proposed answer: %(outcome)s") % {"outcome": row.get_outcome_display()}, how])
        bubble = {"author": who(row.by), "text": row.text, "at": row.at, "side": "note", "detail": detail}
        yield {**bubble, "lang": dossier.case.language, "files": dossier.files(proposal=row)}
        if row.note:
            bubble = {"author": who(row.decided_by), "text": row.note, "at": row.decided_at, "side": "note"}
            yield {**bubble, "detail": _("what is to be changed")}


def _answers(dossier):
    for row in dossier.answers:
        final = dossier.case.review_asked_at and row.at >= dossier.case.review_asked_at
        detail = _("answer after the review: %(outcome)s") if final else _("answer: %(outcome)s")
        detail %= {"outcome": row.get_outcome_display()}
        approved = _("approved by %(name)s") % {"name": who(row.approved_by)} if row.approved_by else ""
        facts = [str(fact) for fact in (row.ground, row.competent_body, approved) if fact]
        bubble = {"author": who(row.by, reason="answered"), "text": row.text, "at": row.at, "side": "mine"}
        detail = " · ".join([detail, *facts])
        yield {**bubble, "lang": row.language, "detail": detail, "files": dossier.files(answer=row)}


def _decisions(dossier):
    for row in dossier.decisions:
        bubble = {"author": who(row.by), "text": row.text, "at": row.at, "side": "mine"}
        yield {**bubble, "detail": _("decision: %(what)s") % {"what": row.get_code_display()}}
        if row.objected_at:
            yield {"author": _("The person"), "text": row.objection, "at": row.objected_at, "detail": _("objection")}
