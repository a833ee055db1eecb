"""What the demonstration shows of citizens' affairs: two requests about personal data that wait, and a refused one."""

from datetime import datetime, timedelta
from functools import partial

from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.demo.timeline import Scene

from .models import DataRequest
from .services import requests

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome
STREET = "Mon immeuble est au 14, avenue Hassan II, et non au 41."
ARCHIVES = "La loi 69.99 sur les archives oblige la commune à garder ce registre\u00a0; votre nom n'y est pas publié."


def scenes(commune, at):
    """The scenes, in the last weeks before `at`: nobody's data are erased, so that the stories stay whole."""
    return [
        Scene(at - timedelta(days=19), partial(_refused, commune, {"kind": Kind.ERASURE, "words": True})),
        Scene(at - timedelta(days=8), partial(_asked, commune, 1, {"kind": Kind.ERASURE, "words": True})),
        Scene(at - timedelta(days=2), partial(_asked, commune, 2, {"kind": Kind.CORRECTION, "text": STREET})),
    ]


def _asked(commune, number, given, moment: datetime):
    """The number-th person who gave an e-mail address asks, in the language of their case; None without one."""
    cases = Case.objects.of(commune).exclude(email="").filter(opened_at__lt=moment).order_by("pk")
    case = cases[number : number + 1].first()
    return case and requests.ask(commune, contact=case.contact, language=case.language, at=moment, **given)


def _refused(commune, given, moment: datetime):
    row = _asked(commune, 0, given, moment)
    officer = Membership.objects.of(commune).active().filter(role=Role.COMPLAINTS_OFFICER).first()
    if row and officer:
        requests.decide(row, by=officer.user, at=moment, outcome=Outcome.REFUSED, reason=ARCHIVES)
