"""Who may do what with what the commune publishes. Closed by default."""

from portal.accounts.roles import Role


def may_write(user, commune):
    """Write, publish and withdraw: the publisher's work; the director may do it too."""
    return user.has_role(commune, Role.PUBLISHER, Role.DIRECTOR)


def may_approve(user, commune):
    """Let a message go to many people at once."""
    return user.has_role(commune, Role.DIRECTOR)
