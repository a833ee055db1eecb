"""Who may do what with a case: predicates on a person's roles in the case's commune. Closed by default."""

from portal.accounts.roles import DEPARTMENTAL, Role

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
    """Take, ask, plan, answer, correct, write to the citizen."""
    return case.state in OPEN and works_on(user, case)


def may_take(user, case):
    return may_handle(user, case) and case.assignee_id != user.pk


def may_assign(user, case):
    return case.state in OPEN and assigns(user, case)


def may_transfer(user, case):
    return may_handle(user, case)


def may_answer(user, case):
    return may_handle(user, case) and case.duplicate_of_id is None


def may_ask(user, case):
    return may_handle(user, case) and case.state != State.INCOMPLETE


def may_enter_reply(user, case):
    """Enter what the citizen said to staff: while the case is open, and when it was answered as not completed."""
    waiting = case.state == State.ANSWERED and case.answers.filter(outcome=Outcome.NOT_COMPLETED).exists()
    return works_on(user, case) and (case.state in OPEN or waiting)


def may_plan(user, case):
    return may_handle(user, case) and case.state != State.INCOMPLETE


def may_write(user, case):
    return works_on(user, case)


def may_note(user, case):
    """Notes are internal: all who may see the case may write one."""
    return user.has_role(case.commune, *HANDLERS, Role.PRESIDENT)


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
    return case.state == State.ANSWERED and works_on(user, case)


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
