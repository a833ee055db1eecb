"""What communications erase with a case: what the pillar keeps of it beside the kernel's rows."""

from ..models import SignatureSheet
from . import requesting, signing


def erase(case, *, words, blot):
    """Take out of a case what names people (portal.cases.services.erasure). Return how many rows changed."""
    return requesting.erase(case, words=words, blot=blot) + _erase_petition(case, words)


def _erase_petition(case, words):
    if not words:
        return 0
    notes = SignatureSheet.objects.filter(petition=case.pk).exclude(note="", why="")
    return signing.erase_all(case) + notes.update(note="", why="")
