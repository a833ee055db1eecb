"""What a commune's communications start with: themes to subscribe to, and how long a missing language may wait."""

from pathlib import Path
from typing import Any

from portal import seeds
from portal.cases.seeding import add_answers, add_rules

from .models import AskedSubject, Collection, MailingTerms, PetitionTerms, PublicationDuty, Theme
from .states.requests import REQUEST

SEED = Path(__file__).parent / "seed"
ARRANGED: list[tuple[Any, str, list]] = [
    (Theme, "themes", ["icon"]),
    (Collection, "collections", ["icon"]),
    (PublicationDuty, "duties", ["legal_reference", "elsewhere"]),
]


def seed(commune, at):
    """Give a new commune its themes, its library, its terms of mailings and its rules."""
    for model, name, more in ARRANGED:
        model.objects.bulk_create(
            model(commune=commune, position=position, **seeds.only(row, "code", "name", *more))
            for position, row in enumerate(seeds.read(SEED, name), start=1)
        )
    _add_subjects(commune, seeds.read(SEED, "subjects"))
    MailingTerms.objects.create(commune=commune)
    PetitionTerms.objects.create(commune=commune)
    add_rules(commune, seeds.read(SEED, "rules"))
    add_answers(commune, model=REQUEST, rows=seeds.read(SEED, "answers"))


def _add_subjects(commune, rows):
    """What people ask about: a subject of each kind, of the department a commune starts with, to be confirmed."""
    department = commune.departments.order_by("pk").filter(code="complaints_unit").first()
    for position, row in enumerate(rows, start=1):
        facts = seeds.only(row, "code", "name", "icon", "model") | {"position": position, "to_confirm": True}
        AskedSubject.objects.create(commune=commune, department=department, **facts)
