"""Where an item was said or posted: the proof that it reached people who read no screen."""

from django.db import transaction

from ..models import Diffusion
from ..states.items import FileRole, Happening, Way
from . import files


@transaction.atomic
def note(item, *, way, place, on, agent, by, at, photo=None):
    """Add a line to the log; `photo`: a token under which one was kept (services.files.receive)."""
    kept = files.attach(item, token=photo, role=FileRole.PROOF, at=at) if photo else 0
    proof = item.files.filter(role=FileRole.PROOF).order_by("-pk").first() if kept else None
    row = Diffusion.objects.create(item_id=item.pk, way=way, place=place, on=on, agent=agent, photo=proof, by=by, at=at)
    item.record(Happening.SAID, by=by, at=at, note=f"{Way(way).value} · {place}"[:250])
    return row


@transaction.atomic
def take_back(row, *, by, at):
    """Take a line away that was entered by mistake; the history of the item keeps that it was there."""
    if row.photo:
        files.remove(row.photo, at=at)
    row.item.record(Happening.UNSAID, by=by, at=at, note=f"{row.way} · {row.place}"[:250])
    Diffusion.objects.filter(pk=row.pk).delete()
