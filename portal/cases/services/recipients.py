"""Who is told when a step fires: the holders of a role who are there; else the next role up, never nobody."""

from portal.accounts.models import Absence, Alerts, Membership
from portal.accounts.roles import DEPARTMENTAL, NEXT_UP, Role

# An alert for these can wait for the morning, while nothing promised to a citizen is broken yet.
COLLECTED = {Role.CLERK, Role.HEAD, Role.COMPLAINTS_OFFICER}
REVIEWERS = (Role.COMPLAINTS_OFFICER, Role.DIRECTOR)


def can_wait(person, *, role, urgent):
    """Whether an alert that reached a person in this role is read in the message of the morning."""
    return person.alerts == Alerts.DIGEST and role in COLLECTED and not urgent


class Roster:
    """The active members of a commune and who of them is away on a local date: two queries, then memory."""

    def __init__(self, commune_id, *, on):
        members = Membership.objects.of(commune_id).active().select_related("user").order_by("pk")
        self.members = list(members)
        away = Absence.objects.filter(membership__commune=commune_id, from_on__lte=on, to_on__gte=on)
        self.away = {absence.membership_id: absence.substitute_id for absence in away}

    def find(self, role, *, department_id=None, owner_id=None):
        """(role that was reached, users) for a role; (None, []) when nobody at all is there."""
        while role:
            found = self._present(role, department_id, owner_id)
            if found:
                return role, found
            role = NEXT_UP.get(Role(role))
        return None, []

    def reviewer(self, *, excluding, rather=None):
        """The user who reviews an answer: the complaints officer, else the director, never one of `excluding` (ids).

        Who is there comes first, and of them `rather` (an id); None when the commune has nobody else.
        """
        held = [m for role in REVIEWERS for m in self.members if m.role == role and m.user_id not in excluding]
        there = sorted((m for m in held if m.pk not in self.away), key=lambda m: m.user_id != rather)
        return next((m.user for m in [*there, *held]), None)

    def of_department(self, department_id):
        """The users of a department who are there, and those who stand in for the others."""
        there = [self._there(m) for m in self.members if m.department_id == department_id and m.role in DEPARTMENTAL]
        return list({m.user_id: m.user for m in there if m}.values())

    def _present(self, role, department_id, owner_id):
        held = [m for m in self.members if m.role == role and self._answers_for(m, department_id)]
        if role == Role.CLERK and owner_id:
            held = [m for m in self.members if m.user_id == owner_id][:1] or held
        people = {}
        for member in held:
            stand_in = self._there(member)
            if stand_in:
                people[stand_in.user_id] = stand_in.user
        return list(people.values())

    def _answers_for(self, member, department_id):
        return member.role not in DEPARTMENTAL or member.department_id in (None, department_id)

    def _there(self, member):
        if member.pk not in self.away:
            return member
        substitute = self.away[member.pk]
        return next((m for m in self.members if m.pk == substitute and m.pk not in self.away), None)
