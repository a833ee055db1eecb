"""Opening a commune: the row itself, its hosts, its first departments, and what every installed app gives it."""

import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from portal import pillars, seeds

from .models import Commune, Department, EmergencyNumber, Host

SEED = Path(__file__).parent / "seed"
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


class CannotOpen(Exception):
    """The commune cannot be opened: one sentence per reason in `reasons`."""

    def __init__(self, *reasons):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def open_commune(*, code, prefix, hosts, at, departments=(), **facts):
    """Open a commune with all it needs to work, and return it. Raise CannotOpen with a sentence for each reason.

    `hosts`: names without port. `departments`: rows {code, name_ar, name_fr, four_eyes or not} beside those every
    commune starts with.
    `facts`: columns of Commune (name_ar, name_fr, address_ar…); what is not given comes from seed/start.json.
    Each installed app adds its share: the functions that portal.pillars.seeds() finds.
    """
    start = seeds.read(SEED, "start")
    hosts = [host.strip().lower().rstrip(".") for host in hosts]
    defaults = seeds.only(start, "remedy", "retention_months")
    commune = Commune(code=code.strip(), prefix=prefix.strip(), **{**defaults, **facts})
    _refuse(commune, hosts)
    commune.save(force_insert=True)
    Host.objects.bulk_create(Host(commune=commune, name=host) for host in hosts)
    EmergencyNumber.objects.bulk_create(EmergencyNumber(commune=commune, **row) for row in start["emergency_numbers"])
    _open_departments(commune, [*start["departments"], *departments])
    for seed in pillars.seeds():
        seed(commune, at)
    return commune


def _refuse(commune, hosts):
    reasons = []
    if not (commune.name_ar and commune.name_fr):
        reasons.append("A commune has a name in Arabic and a name in French.")
    if Commune.objects.filter(code=commune.code).exists():
        reasons.append(f"A commune with the code {commune.code} is open already.")
    if Commune.objects.filter(prefix=commune.prefix).exists():
        reasons.append(f"The prefix {commune.prefix} is that of another commune; references would be mixed up.")
    for taken in Host.objects.filter(name__in=hosts).select_related("commune"):
        reasons.append(f"The host {taken.name} serves another commune already ({taken.commune.code}).")
    reasons += [f"{host!r} is not a host name; write for instance larache.example.ma." for host in _malformed(hosts)]
    try:
        commune.clean_fields()
    except ValidationError as error:
        reasons += [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
    if reasons:
        raise CannotOpen(*reasons)


def _malformed(hosts):
    return [host for host in hosts if not HOST.fullmatch(host)]


def _open_departments(commune, rows):
    """Rows with a code that came before replace it, so that a commune may name a starter department itself."""
    by_code = {row["code"]: row for row in rows}
    Department.objects.bulk_create(
        Department(
            commune=commune,
            position=position,
            four_eyes=row.get("four_eyes", False),
            **seeds.only(row, "code", "name"),
        )
        for position, row in enumerate(by_code.values(), start=1)
    )
