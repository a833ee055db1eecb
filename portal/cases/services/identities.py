"""The number of an identity document of a case: kept encrypted, only where the commune may ask for it."""

from .. import identity
from ..models import Identity


def keep(case, *, kind, number):
    """Keep the number for a case, once; nothing while the commune has no authorisation (law 09.08 art. 12)."""
    if number and case.commune.cndp_authorisation:
        sealed = identity.seal(number, case=case.pk)
        Identity.objects.get_or_create(case_id=case.pk, defaults={"kind": kind, "sealed": sealed})


def forget(case):
    """Delete the number of a case. Return how many rows that were."""
    return Identity.objects.filter(case=case.pk).delete()[0]


def of(case, *, whole):
    """(document in words, number) of a case, its number masked unless `whole`; None where there is none."""
    row = Identity.objects.filter(case=case.pk).first()
    if row is None:
        return None
    number = identity.opened(row.sealed, case=case.pk)
    return str(row), number if whole and number else identity.masked(number)
