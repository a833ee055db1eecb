"""Four eyes: where a department asks for them, a clerk's answer is a proposal until somebody else approves it.

Only the approved answer is given, and only then is the deadline met. Proposals that wait when the switch is turned off
stay what they are. All raise ForbiddenMove when somebody was faster, or when this person may not decide.
"""

from django.db import transaction

from portal.accounts.models import Alerts, Membership
from portal.accounts.roles import Role
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day

from ..models import Attachment, Case, Proposal
from ..models.case import ForbiddenMove
from ..rules import approves, needs_approval
from ..states import OPEN, Reason, State
from . import lifecycle, telling, uploads


def answer(case, *, by, at, **words):
    """Answer a case, or propose the answer where it has to be approved. Return the Answer or the Proposal."""
    act = propose if needs_approval(by, case) else lifecycle.answer
    return act(case, by=by, at=at, **words)


def waiting(case):
    """The proposal that waits for approval, or None."""
    return case.proposals.filter(decision="").select_related("by", "ground").first()


def sent_back(case):
    """The proposal that was sent back last, when no other one came after it; else None."""
    last = _last_proposal.first(case=case.pk)
    return last if last and last.decision == Proposal.Decision.SENT_BACK else None


@Prepared
def _last_proposal(case):
    rows = Proposal.objects.filter(case=case).select_related("by", "ground", "decided_by")
    return rows.reverse()[:1]


@transaction.atomic
def propose(case, *, by, at, outcome, text, token=None, **basis):
    """Write an answer that waits for approval. The files of one that was sent back go along. Return the Proposal."""
    before = sent_back(case)
    mine = Case.objects.filter(pk=case.pk, state=case.state, state__in=OPEN, proposed_at=None)
    if not mine.update(proposed_at=at):
        raise ForbiddenMove(case, case.state, State.ANSWERED)
    case.proposed_at = at
    case.record(case.state, case.state, by=by, at=at, reason=Reason.PROPOSED)
    proposal = Proposal.objects.create(case_id=case.pk, outcome=outcome, text=text, by=by, at=at, **basis)
    if token:
        uploads.attach(case, token=token, by=by, at=at, proposal=proposal, internal=True)
    if before:
        Attachment.objects.filter(proposal=before).update(proposal=proposal)
    telling.staff(case, "proposal", users=_told_at_once(case, by, at), key=str(proposal.pk), at=at)
    return proposal


@transaction.atomic
def approve(proposal, *, by, at, **changed):
    """Give a proposed answer, as it is or with what was `changed` (outcome, text, ground, competent_body, token)."""
    _decide(proposal, Proposal.Decision.APPROVED, by=by, at=at)
    words = {name: getattr(proposal, name) for name in ("outcome", "text", "ground", "competent_body")}
    verdict = lifecycle.answer(proposal.case, by=proposal.by, approved_by=by, at=at, **{**words, **changed})
    Attachment.objects.filter(proposal=proposal).update(answer=verdict, internal=False)
    return verdict


@transaction.atomic
def send_back(proposal, *, by, at, note):
    """Send a proposed answer back to its author, who is told what to change. The clock runs on."""
    case = proposal.case
    _decide(proposal, Proposal.Decision.SENT_BACK, by=by, at=at, note=note)
    Case.objects.filter(pk=case.pk).update(proposed_at=None)
    case.proposed_at = None
    case.record(case.state, case.state, by=by, at=at, reason=Reason.SENT_BACK)
    telling.staff(case, "proposal_sent_back", users=[proposal.by], key=str(proposal.pk), at=at, proposal=proposal.pk)


def _decide(proposal, decision, *, by, at, **fields):
    case = proposal.case
    allowed = proposal.by_id != by.pk and approves(by, case) and case.state in OPEN
    mine = Proposal.objects.filter(pk=proposal.pk, decision="")
    if not allowed or not mine.update(decision=decision, decided_by=by, decided_at=at, **fields):
        raise ForbiddenMove(case, case.state, State.ANSWERED)


def _told_at_once(case, author, at):
    """The heads of the department who want each alert by itself; the others read it in their morning message."""
    heads = Membership.objects.of(case.commune_id).present(local_day(at)).holding(Role.HEAD, case.department)
    heads = heads.filter(user__alerts=Alerts.EACH).exclude(user=author).select_related("user")
    return [member.user for member in heads]
