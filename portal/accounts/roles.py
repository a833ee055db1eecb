from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is in a commune. The order is the hierarchy that escalations climb."""

    CLERK = "clerk", _("clerk")
    HEAD = "head", _("head of department")
    COMPLAINTS_OFFICER = "complaints_officer", _("complaints officer")
    DIRECTOR = "director", _("director general of services")
    PRESIDENT = "president", _("president of the council")
    PUBLISHER = "publisher", _("publisher")
    ADMINISTRATOR = "administrator", _("administrator of the system")


# Who is asked when nobody present holds a role: the next one up; never a dead end.
NEXT_UP = {
    Role.CLERK: Role.HEAD,
    Role.HEAD: Role.COMPLAINTS_OFFICER,
    Role.COMPLAINTS_OFFICER: Role.DIRECTOR,
    Role.PRESIDENT: Role.DIRECTOR,
    Role.PUBLISHER: Role.DIRECTOR,
    Role.DIRECTOR: Role.ADMINISTRATOR,
}
# These answer for one department; the others for the whole commune.
DEPARTMENTAL = {Role.CLERK, Role.HEAD}
