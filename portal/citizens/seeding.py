"""What a new commune starts with: within how long a request about personal data is decided, to be confirmed."""

from pathlib import Path

from portal import seeds
from portal.cases.seeding import add_rules


def seed(commune, at):
    add_rules(commune, seeds.read(Path(__file__).parent / "seed", "rules"))
