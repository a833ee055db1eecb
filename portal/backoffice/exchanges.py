"""What was said about a case, oldest first, as bubbles: messages, notes, consultations, answers, decisions."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.models import Message

from .dossier import who


def of(dossier):
    """The bubbles of a case (see components/bubble.html): author, text, at, side, detail, lang, files."""
    parts = [_messages(dossier), _notes(dossier), _consultations(dossier), _answers(dossier), _decisions(dossier)]
    return sorted((bubble for part in parts for bubble in part), key=lambda bubble: bubble["at"])


def _messages(dossier):
    for row in dossier.messages:
        files = dossier.files(message=row)
        if row.inbound:
            detail = _("entered by %(name)s") % {"name": who(row.by)} if row.by else ""
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


def _answers(dossier):
    for row in dossier.answers:
        detail = _("answer: %(outcome)s") % {"outcome": row.get_outcome_display()}
        facts = [str(fact) for fact in (row.ground, row.competent_body) if fact]
        bubble = {"author": who(row.by, reason="answered"), "text": row.text, "at": row.at, "side": "mine"}
        detail = " · ".join([detail, *facts])
        yield {**bubble, "lang": row.language, "detail": detail, "files": dossier.files(answer=row)}


def _decisions(dossier):
    for row in dossier.decisions:
        bubble = {"author": who(row.by), "text": row.text, "at": row.at, "side": "mine"}
        yield {**bubble, "detail": _("decision: %(what)s") % {"what": row.get_code_display()}}
        if row.objected_at:
            yield {"author": _("The person"), "text": row.objection, "at": row.objected_at, "detail": _("objection")}
