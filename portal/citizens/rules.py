"""Who decides about requests on personal data."""

from portal.accounts.roles import Role


def may_treat_requests(user, commune):
    return user.has_role(commune, Role.COMPLAINTS_OFFICER, Role.DIRECTOR)
