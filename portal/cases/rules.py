"""Who may do what with a case: predicates on a person's roles in the case's commune. Closed by default."""

from portal.accounts.roles import DEPARTMENTAL, Role

from . import procedures
from .states import OPEN, Outcome, State

HANDLERS = (Role.CLERK, Role.HEAD, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def works_on(user, case):
    """A handler of the commune; a clerk or head only for the department that answers, or when assigned."""
    for member in user.memberships_in(case.commune):
        if member.role not in HANDLERS:
            continue
        everywhere = member.role not in DEPARTMENTAL or member.department_id is None
        if everywhere or member.department_id == case.department_id or case.assignee_id == user.pk:
            return True
    return False


def may_handle(user, case):
    """Take, ask, plan, answer, correct, write to the citizen. A review is in the hands of who may give its answer."""
    return case.state in OPEN and works_on(user, case) and (not case.is_under_review or reviews(user, case))


def reviews(user, case):
    """Who may look at an answer again: the complaints officer or the director, never who wrote or approved it."""
    return user.has_role(case.commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR) and user.pk not in case.authors()


def approves(user, case):
    """Whose own answers need no approval: the head of the department, the complaints officer, the director."""
    for member in user.memberships_in(case.commune):
        if member.role in (Role.COMPLAINTS_OFFICER, Role.DIRECTOR):
            return True
        if member.role == Role.HEAD and member.department_id in (None, case.department_id):
            return True
    return False


def needs_approval(user, case):
    """Whether this person's answer is only a proposal: a clerk's, in a department that works with four eyes."""
    return bool(case.department and case.department.four_eyes) and not approves(user, case)


def may_give_answer(user, case, *, approved_by=None):
    """What the service itself insists on: four eyes where the department asks for them, other eyes for a review."""
    if case.is_under_review and not reviews(user, case):
        return False
    return not needs_approval(user, case) or (approved_by is not None and approved_by != user)


def may_take(user, case):
    return may_handle(user, case) and case.assignee_id != user.pk


def may_assign(user, case):
    return case.state in OPEN and not case.is_under_review and assigns(user, case)


def may_transfer(user, case):
    return may_handle(user, case) and not case.is_under_review


def may_answer(user, case):
    """Answer, or propose an answer: not while another one waits for approval."""
    free = case.proposed_at is None or (approves(user, case) and not may_approve(user, case))
    return free and may_handle(user, case) and case.duplicate_of_id is None


def may_approve(user, case):
    """Approve the answer that waits, or send it back: never who wrote it."""
    if case.proposed_at is None or case.state not in OPEN or not decides_on_proposals(user, case):
        return False
    return case.proposals.filter(decision="").exclude(by=user).exists()


def decides_on_proposals(user, case):
    return works_on(user, case) and approves(user, case)


def may_ask(user, case):
    return may_handle(user, case) and case.state != State.INCOMPLETE


def may_enter_reply(user, case):
    """Enter what the citizen said to staff: while the case is open, and when it was answered as not completed."""
    waiting = case.state == State.ANSWERED and _was_not_completed(case)
    return works_on(user, case) and (case.state in OPEN or waiting)


def may_plan(user, case):
    return may_handle(user, case) and case.state != State.INCOMPLETE


def may_write(user, case):
    return works_on(user, case)


def may_note(user, case):
    """Notes are internal: all who may see the case may write one."""
    return user.has_role(case.commune, *HANDLERS, Role.PRESIDENT)


def may_show_contacts(user, case):
    """Read telephone and e-mail; it is written down who did."""
    return works_on(user, case) and case.is_reachable


def may_correct_contacts(user, case):
    """Correct how the person is reached, or make a new code: also after the answer, which may not have arrived."""
    return works_on(user, case)


def may_transcribe(user, case):
    return works_on(user, case)


def may_split(user, case):
    return may_handle(user, case)


def decides(user, case):
    """What ends or weakens a promise is the complaints officer's alone."""
    return user.has_role(case.commune, Role.COMPLAINTS_OFFICER)


def may_decide(user, case):
    return case.state in OPEN and decides(user, case)


def assigns(user, case):
    """Who distributes the work: the head of the department that answers, the complaints officer, the director."""
    return works_on(user, case) and user.has_role(case.commune, Role.HEAD, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def may_distribute(user, commune):
    """Give several cases at once; each of them only where `may_assign` says so."""
    return user.has_role(commune, Role.HEAD, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def is_consulted(user, case):
    """Whether a department of this person was ever consulted on the case."""
    return case.consultations.filter(department__in=user.departments_in(case.commune)).exists()


def was_asked(user, case):
    """Whether a department of this person owes a reply to a consultation on the case."""
    departments = user.departments_in(case.commune)
    return case.consultations.filter(department__in=departments, replied_at=None).exists()


def may_deliver(user, case):
    return case.state in (State.ANSWERED, State.CLOSED) and works_on(user, case) and case.answers.exists()


def may_close(user, case):
    """What was never completed; all else is closed by the citizen's word, or by the days in which none came."""
    return case.state == State.ANSWERED and works_on(user, case) and _was_not_completed(case)


def may_enter_review(user, case):
    """Enter a review that the citizen asked for at the counter or by letter; the service judges the day."""
    waits = case.state == State.ANSWERED or (case.state == State.CLOSED and case.respond_until and not case.satisfied)
    waits = waits or (case.is_open and procedures.of(case).of_silence)
    return bool(waits) and case.review_asked_at is None and works_on(user, case) and not _was_not_completed(case)


def _was_not_completed(case):
    last = case.answers.last()
    return last is not None and last.outcome == Outcome.NOT_COMPLETED


def clears(user, case):
    """Who may clear a case for the public: clerk or head of the department that answers, the complaints officer."""
    return works_on(user, case) and user.has_role(case.commune, Role.CLERK, Role.HEAD, Role.COMPLAINTS_OFFICER)


def may_publish(user, case):
    """Only what its citizen agreed to. Whether the topic allows it is the pillar's to say."""
    return case.publish_agreed_at is not None and clears(user, case)


def may_unpublish(user, case):
    return case.published_at is not None and works_on(user, case)


def may_file_for_citizen(user, commune):
    return user.has_role(commune, *HANDLERS)


def may_watch(user, commune):
    """See the figures and the sweep of the whole commune."""
    return user.has_role(commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR, Role.PRESIDENT)


def may_see_figures(user, commune):
    """Figures hold no names; by department they are for those who answer for one."""
    return user.has_role(commune, Role.HEAD, Role.COMPLAINTS_OFFICER, Role.DIRECTOR, Role.PRESIDENT)


def may_read_register(user, commune):
    """The register of the whole commune, on the screen and to take away (decree 2.17.265 arts 5 and 15)."""
    return user.has_role(commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR, Role.PRESIDENT)


def may_read_names(user, commune):
    """Who works on all cases of the commune reads the names in its register; for others they are masked."""
    return user.has_role(commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def may_make_inventory(user, commune):
    """Write and publish the yearly inventory: the unit that keeps the register, and the director."""
    return user.has_role(commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def may_configure(user, commune):
    return user.has_role(commune, Role.ADMINISTRATOR, Role.DIRECTOR)


def may_move_holidays(user, commune):
    return user.has_role(commune, Role.DIRECTOR)


def may_manage_members(user, commune):
    return user.has_role(commune, Role.ADMINISTRATOR)
