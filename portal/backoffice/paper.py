"""The whole of a case on paper: for the desk with what is internal, marked as such, or without it, to be handed over.

Telephone and e-mail are masked on every copy: paper is read by whoever finds it, and nobody can write down who did.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from portal import components, formats
from portal.cases import promise, timeline
from portal.cases.letters import words
from portal.cases.letters.answer import direction, paragraphs
from portal.cases.letters.compiling import pdf
from portal.cases.letters.letterhead import letterhead

from . import exchanges, person, watch
from . import timeline as desk_timeline


def dossier_pdf(dossier, *, kind, at, by, internal):
    """The PDF of a case in the active language. `kind` in words; `internal`: for staff. Raise LetterFailed."""
    return pdf("dossier", data(dossier, kind=kind, at=at, by=by, internal=internal))


def data(dossier, *, kind, at, by, internal):
    case, lang = dossier.case, translation.get_language()
    files = [row for row in dossier.attachments if internal or not _kept_inside(row)]
    told = _("Staff copy with internal notes: it does not leave the commune.") if internal else ""
    return letterhead(case.commune) | {
        "title": _("Case file: %(kind)s") % {"kind": kind},
        "reference": case.reference,
        "copy": told or _("Copy without internal notes"),
        "printed": _printed(formats.moment(at, lang), by if internal else None),
        "internal": _("internal"),
        "facts": [_fact(*row) for row in _facts(dossier, files, internal)],
        "person_label": _("The person"),
        "person": [_fact(*row) for row in _person(dossier)],
        "masked": _("Telephone and e-mail are masked on paper."),
        "parts": _parts(dossier, files, at, internal),
        "files_label": _("Files"),
        "files_head": [_("file name"), _("kind"), _("size")],
        "files": [_file(row, lang) for row in files],
    }


def _printed(moment, by):
    if by is None:
        return _("Printed on %(moment)s") % {"moment": moment}
    return _("Printed on %(moment)s by %(name)s") % {"moment": moment, "name": by.get_full_name()}


def _facts(dossier, files, internal):
    case, lang = dossier.case, translation.get_language()
    yield _("State"), str(components.state(case.state, staff=internal)["word"])
    yield from words.facts(case, files)
    if case.review_asked_at:
        yield _("Review asked on"), formats.moment(case.review_asked_at, lang)
    for how, other in dossier.linked if internal else ():
        yield how, f"\u2066{other.reference}\u2069"


def _person(dossier):
    for label, value, _address, ltr in person.shown(dossier.case, named=dossier.knows_person, reached=False):
        yield label, f"\u2066{value}\u2069" if ltr else value
    if dossier.companions:
        yield _("Followers"), formats.number(dossier.companions, translation.get_language())


def _fact(label, value):
    """Beside its label stands a value in its own direction: what was typed may be in the other language."""
    return {"label": str(label), "dir": direction(value), "lines": value.splitlines()}


def _parts(dossier, files, at, internal):
    """The parts of the paper that are lists: each with a label, and a sentence for when it is empty."""
    case = dossier.case
    watched = [one for one in watch.of(dossier, at=at) if internal or not one.is_internal]
    bubbles = [one for one in exchanges.of(dossier) if internal or one.get("side") != "note"]
    written = [row for row in files if internal and row.transcript]
    keys = {row.key for row in files}
    history = _history(dossier) if internal else _history_told(case, at)
    return {
        "words": {"label": _("What the person says"), "rows": paragraphs(case.description)},
        "deadlines": {"label": _("Deadline"), "rows": [_deadline(one) for one in watched]},
        "exchanges": {"label": _("Exchanges"), "rows": [_said(one, case, keys, internal) for one in bubbles]},
        "transcripts": {"label": _("What the recordings say"), "rows": [_transcript(row) for row in written]},
        "history": {"label": _("History"), "rows": history},
        "none": _("None."),
    }


def _deadline(watched):
    lang, facts = translation.get_language(), watched.facts
    due = facts["due_on"]
    return {
        "title": _("Internal target") if watched.is_internal else _("Answer due"),
        "internal": watched.is_internal,
        "due": formats.weekday_day(due, lang) if due else "",
        "standing": _standing(watched),
        "sum": [[str(label), str(value)] for label, value in facts["sum"]],
        "basis": facts["basis"],
    }


def _standing(watched):
    if watched.is_over:
        return _("Met in time") if watched.row.is_met_in_time else _("Met late")
    if watched.facts["held"]:
        return _("count stopped")
    return _("overdue") if watched.facts["late"] else ""


def _said(bubble, case, keys, internal):
    """Outside the commune its staff speak in its name, and nobody reads who entered what."""
    in_its_name = bubble.get("side") == "mine" and not internal
    return {
        "author": str(case.commune if in_its_name else bubble["author"]),
        "moment": formats.moment(bubble["at"], translation.get_language()),
        "detail": bubble.get("detail", "") if internal else "",
        "internal": bubble.get("side") == "note",
        "paragraphs": paragraphs(bubble["text"]),
        "files": [file["name"] for file in bubble.get("files", []) if file["key"] in keys],
    }


def _transcript(row):
    return {"name": row.name, "paragraphs": paragraphs(row.transcript)}


def _history(dossier):
    """For staff, oldest first: what is inside only is marked where it is said, among the exchanges."""
    lang = translation.get_language()
    entries = reversed(desk_timeline.of(dossier))
    return [[formats.moment(e["at"], lang), str(e["title"]), str(e["text"])] for e in entries]


def _history_told(case, at):
    """What the person reads on the tracking page, oldest first."""
    lang = translation.get_language()
    entries = reversed(timeline.of_case(case, promise.of_case(case, at=at)))
    return [[formats.moment(e.at, lang), e.title, " ".join(filter(None, [e.on, e.text]))] for e in entries if e.at]


def _kept_inside(row):
    """A file of staff, or of a proposed answer that was not given."""
    return row.internal or bool(row.proposal_id and not row.answer_id)


def _file(row, lang):
    length = f" ({formats.duration(row.seconds)})" if row.seconds else ""
    size = formats.filesize(row.size, lang)
    return {"name": row.name, "kind": f"{row.get_kind_display()}{length}", "size": size, "internal": _kept_inside(row)}
