from django.apps import apps
from django.db import transaction

from . import telling
from .registration import register

CARRIED = (
    "commune",
    "kind",
    "district",
    "channel",
    "received_on",
    "language",
    "address",
    "latitude",
    "longitude",
    "name",
    "phone",
    "email",
    "citizen",
)


@transaction.atomic
def split(case, *, by, at, subject, description, topic, department):
    """A second matter of the same letter becomes a case of its own: same citizen, same date of receipt, linked.

    Its deadline counts from the same day. The citizen is told, with the new reference and code.
    """
    fields = {name: getattr(case, name) for name in CARRIED}
    part = apps.get_model(case.model)(
        subject=subject, description=description, topic=topic, department=department, split_from_id=case.pk, **fields
    )
    part = register(part, by=by, at=at, receipt=False)
    telling.citizen(part, "split", key=str(case.pk), at=at, split_from=case.pk)
    return part
