"""How long everything else that names a person is kept: one table, read from the rounds that keep to it."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal import pillars
from portal.cases.promise import count
from portal.cases.services import following, uploads
from portal.citizens.services import proofs
from portal.notifications import outbox


def of(commune):
    """[(what is kept, for how long)] in words."""
    days = {
        _("Requests about personal data, after they were carried out"): (commune.retention_months, "months"),
        _("Addresses in messages that have left, but for a citizen's about a case"): (outbox.KEPT_FOR.days, "days"),
        _("Addresses that follow a case, after it was closed"): (following.KEPT_AFTER_CLOSING.days, "days"),
        _("Addresses that never confirmed that they follow a case"): (following.UNCONFIRMED_FOR.days, "days"),
        _("One-time codes and the addresses they went to"): (proofs.KEPT_FOR.days, "days"),
        _("Files of forms that were never sent"): (uploads.KEPT_FOR.days, "days"),
        **pillars.periods(commune),
        _("Browsers and internet addresses of staff who signed in"): (settings.STAFF_SESSION_DAYS + 1, "days"),
    }
    kept = [(what, count(number, unit)) for what, (number, unit) in days.items()]
    return [*kept, (_("Who opened contacts, who took a table away: codes and ids only"), _("not deleted"))]
