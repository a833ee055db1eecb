"""What a commune's communications start with: themes to subscribe to, and how long a missing language may wait."""

from pathlib import Path

from portal import seeds
from portal.cases.seeding import add_rules

from .models import MailingTerms, Theme

SEED = Path(__file__).parent / "seed"


def seed(commune, at):
    """Give a new commune its themes, its terms of mailings and its rules."""
    Theme.objects.bulk_create(
        Theme(commune=commune, position=position, **seeds.only(row, "code", "name", "icon"))
        for position, row in enumerate(seeds.read(SEED, "themes"), start=1)
    )
    MailingTerms.objects.create(commune=commune)
    add_rules(commune, seeds.read(SEED, "rules"))
