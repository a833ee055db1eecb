"""What communications show on shared pages."""

from portal.cases.states import Outcome

from . import kept, listing, rules, shown
from .models import Alert, Mailing, Petition

NEWEST = 4


def newest(commune, user, at):
    """The newest items for the home page, those that stay on top first; None while there are none."""
    if not commune:
        return None
    rows = listing.newest(commune, at=at, count=NEWEST)
    if not rows:
        return None
    lines = kept.part(
        "communications/_newest_lines.html", rows, lambda: {"news": map(shown.in_line, listing.whole(rows))}
    )
    return "communications/_newest.html", {"lines": lines}


def alerts_in_force(commune, user, at):
    """The alerts in force, for the top of every page, the last one first."""
    alerts = list(Alert.objects.of(commune).in_force(at).order_by("-publish_at", "-pk").prefetch_related("districts"))
    return ("communications/_banner.html", {"alerts": [shown.in_line(alert) for alert in alerts]}) if alerts else None


def mailings_to_decide(commune, user, at):
    """Mailings that wait for this person to let them go."""
    if not rules.may_approve(user, commune):
        return None
    rows = Mailing.objects.of(commune).waiting().exclude(asked_by=user.pk).select_related("item", "asked_by")
    found = list(rows.order_by("asked_at")[:NEWEST])
    return ("communications/_to_decide.html", {"mailings": found}) if found else None


def petitions_without_session(commune, user, at):
    """Petitions that this person works on, admitted and on no agenda yet: nothing else would remind of them."""
    rows = Petition.objects.visible_to(user, commune).with_outcome()
    found = list(rows.filter(outcome=Outcome.ADMITTED, session=None).order_by("deposited_at", "pk")[:NEWEST])
    return ("communications/_without_session.html", {"petitions": found}) if found else None
