"""Petitions: begun by a representative, signed by people of the commune, deposited, put on the agenda of the council.

A petition is a case from its first day. Nothing is owed while it collects; depositing starts the deadline of the law.
The row of the petition is the lock: of what is counted, and of who deposits first.
"""

from django.db import transaction
from django.db.models import Sum

from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import deadlines, identities, registration, rules_in_force, telling
from portal.cases.states import OPEN, Outcome, Reason
from portal.workdays.arithmetic import local_day

from ..models import Petition, PetitionTerms, SignatureSheet
from ..states.petitions import PetitionKind
from .errors import NotPossible


def needed(commune):
    """How many signatures a petition needs."""
    terms = PetitionTerms.objects.filter(commune=commune).first() or PetitionTerms(commune=commune)
    return terms.signatures


@transaction.atomic
def file(commune, *, by, at, subject_row, public, on_paper=0, identity_kind="", identity_number="", **fields):
    """Begin a petition; return it, with its reference. `public`: it may be shown and signed once it was read.

    `on_paper`: it comes with so many signatures on paper, and is deposited with them. The same submission_token again
    gives the first one.
    """
    fields |= {"topic": subject_row, "department": subject_row and subject_row.department, "agreed_at": at}
    fields |= {"kind": PetitionKind.COLLECTING, "publish_agreed_at": at if public else None}
    made = registration.register(Petition(commune=commune, **fields), by=by, at=at)
    identities.keep(made, kind=identity_kind, number=identity_number)
    if on_paper and made.is_collecting and not made.sheets.exists():
        enter_sheet(made, by=by, at=at, count=on_paper, on=made.received_on)
        deposit(made, by=by, at=at, on=made.received_on)
    return made


@transaction.atomic
def deposit(petition, *, by, at, on=None):
    """It is handed to the commune: the person is told at once, and the answer is owed from the local date `on`.

    `by`: who entered it, None for the representative. Raise ForbiddenMove when it was deposited, or ended, before.
    """
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    if not locked.is_collecting:
        raise ForbiddenMove(petition, petition.state, petition.state)
    on = on or local_day(at)
    Petition.objects.filter(pk=petition.pk).update(deposited_at=at)
    Case.objects.filter(pk=petition.pk).update(kind=PetitionKind.DEPOSITED)
    petition.kind, petition.deposited_at = PetitionKind.DEPOSITED, at
    petition.record(petition.state, petition.state, by=by, at=at, reason=Reason.DEPOSITED)
    rule = rules_in_force.by_kind(petition, on=on).get(PetitionKind.DEPOSITED)
    if rule:
        deadlines.start(petition, rule=rule, on=on, by=by, at=at)
    telling.citizen(petition, "deposited", key="1", at=at)


@transaction.atomic
def enter_sheet(petition, *, by, at, count, on, note=""):
    """Count signatures on paper. Raise ForbiddenMove for a petition that was answered."""
    _open(petition)
    sheet = SignatureSheet.objects.create(petition_id=petition.pk, count=count, on=on, note=note, by=by, at=at)
    recount(petition)
    return sheet


@transaction.atomic
def strike(sheet, *, by, at, why):
    """A count was wrong: it stays, with the reason, and does not count. Raise NotPossible when it was struck before."""
    petition = _open(sheet.petition)
    mine = SignatureSheet.objects.filter(pk=sheet.pk, struck_at=None)
    if not mine.update(struck_at=at, struck_by=by, why=why):
        raise NotPossible(sheet)
    recount(petition)


def recount(petition):
    """Write how many signed; the caller holds the petition's row."""
    online = petition.signatures.filter(confirmed_at__isnull=False).count()
    paper = petition.sheets.filter(struck_at=None).aggregate(many=Sum("count"))["many"] or 0
    Petition.objects.filter(pk=petition.pk).update(online=online, on_paper=paper)
    petition.online, petition.on_paper = online, paper


def is_admitted(petition):
    """Whether its answer is that the council deals with it."""
    last = petition.answers.last()
    return last is not None and last.outcome == Outcome.ADMITTED


@transaction.atomic
def put_on_agenda(petition, *, by, at, session):
    """A session of the council deals with it; the person is told. Raise ForbiddenMove for one that is not admitted."""
    if not is_admitted(petition):
        raise ForbiddenMove(petition, petition.state, petition.state)
    Petition.objects.filter(pk=petition.pk).update(session=session)
    petition.session = session
    petition.record(petition.state, petition.state, by=by, at=at, reason=Reason.ON_AGENDA)
    telling.citizen(petition, "on_agenda", key=str(session.pk), at=at)


def decided(petition, *, by, at, decision):
    """What the council decided stands in its register."""
    Petition.objects.filter(pk=petition.pk).update(decision=decision)
    petition.decision = decision
    petition.record(petition.state, petition.state, by=by, at=at, reason=Reason.DECIDED)


def _open(petition):
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    if locked.state not in OPEN:
        raise ForbiddenMove(petition, petition.state, petition.state)
    return locked
