"""Erasing the person from a case: what remains are figures and history (law 09.08, arts 3 and 8).

Names and contacts go always. `words=True` takes all free text, the place and the files too; without it the texts stay,
and only the person's own name, number and address are blotted out of them. Moves, deadline events and escalations hold
no personal text, so nothing of them changes. A pillar that keeps personal text of its own declares `erasure`: the
dotted path of a function `(case, *, words, blot)` in its AppConfig; it returns how many rows it changed.
"""

from copy import copy
from functools import partial

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from portal.notifications import outbox

from ..anonymity import without_person
from ..models import Answer, Attachment, Case, Consultation, Decision, Detail, Follower, Message, Note, Proposal
from ..models.case import ForbiddenMove
from ..states import Reason, State
from . import finding, identities, publishing, uploads

# The free texts of a case, wherever they stand. tests/test_consistency.py fails on a text that is in no list.
OF_CASE = ("subject", "description", "address")
OF_ROWS = {
    Message: ("text",),
    Note: ("text",),
    Consultation: ("question", "reply"),
    Decision: ("text", "objection"),
    Answer: ("text",),
    Proposal: ("text", "note"),
    Detail: ("value", "text_ar", "text_fr"),
    Attachment: ("transcript",),
}
PERSON = {"name": "", "phone": "", "email": "", "reached_by": "", "citizen": None}
PLACE = {"latitude": None, "longitude": None}


@transaction.atomic
def erase(case, *, by, at, words):
    """Erase the person from a closed case, completely. Return whether anything was left to erase.

    Running it again changes nothing. Raise ForbiddenMove while the case is not closed: the commune still owes work.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state != State.CLOSED:
        raise ForbiddenMove(case, case.state, case.state)
    blot = partial(without_person, case=copy(case))
    changed = _erase_rows(case, words, blot) + _erase_pillars(case, words, blot) + _erase_messages(case)
    changed += identities.forget(case)
    changed += publishing.erase(case, at=at, words=words, blot=blot)
    changed += uploads.let_go(case, at=at) if words else _rename_files(case, blot)
    changed += _erase_followers(case) if words else 0
    changed += _erase_case(case, words, blot)
    if changed:
        case.record(case.state, case.state, by=by, at=at, reason=Reason.ERASED)
    if words:
        Case.objects.filter(pk=case.pk, anonymised_at=None).update(anonymised_at=at)
    return bool(changed)


def _erase_case(case, words, blot):
    fields = {name: "" if words else blot(getattr(case, name)) for name in OF_CASE}
    fields |= PERSON | (PLACE if words else {})
    new = {name: value for name, value in fields.items() if getattr(case, name) != value}
    for name, value in new.items():
        setattr(case, name, value)
    search_text = finding.search_text(case)
    if search_text != case.search_text:
        new["search_text"] = search_text
    return Case.objects.filter(pk=case.pk).update(**new) if new else 0


def _erase_rows(case, words, blot):
    changed = sum(_erase_texts(row, names, words, blot) for row, names in _rows(case))
    # A duplicate is answered with the words of its original: they may name this person.
    return changed + sum(_erase_texts(row, ("text",), False, blot) for row in Answer.objects.filter(original=case.pk))


def _rows(case):
    return ((row, names) for model, names in OF_ROWS.items() for row in model._default_manager.filter(case=case.pk))


def _erase_texts(row, names, words, blot):
    texts = {name: "" if words else blot(getattr(row, name)) for name in names}
    if all(getattr(row, name) == text for name, text in texts.items()):
        return 0
    return type(row).objects.filter(pk=row.pk).update(**texts)


def _rename_files(case, blot):
    """Photos and recordings stay with the texts; their names may tell who sent them."""
    named = [(file, blot(file.name)) for file in case.attachments.all()]
    return sum(case.attachments.filter(pk=file.pk).update(name=name) for file, name in named if name != file.name)


def _erase_pillars(case, words, blot):
    paths = (getattr(config, "erasure", None) for config in apps.get_app_configs())
    return sum(import_string(path)(case, words=words, blot=blot) for path in paths if path)


def _erase_messages(case):
    """The outbox: every address a message of this case went to, whatever the citizen's address is today."""
    return sum(outbox.forget(Case(pk=case.pk), to=kind) for kind in ("citizen", "former"))


def _erase_followers(case):
    """Who followed a case of which no word is left has nothing more to be told."""
    return outbox.forget(Case(pk=case.pk), to="follower") + Follower.objects.filter(case=case.pk).delete()[0]
