"""Lists that a person saves: named, shared with a department by its head, taken away."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import audit

from ..models import SavedFilter

MOST = 20  # each is counted whenever the inbox is opened


class SavingRefused(Exception):
    """What was asked of a saved list cannot be; the message is a sentence in the active language."""


def save(commune, *, by, at, name, query, department=None):
    """Keep filters under a name for a person, shared with a department or with nobody.

    Raise SavingRefused when the name is taken or there are too many.
    """
    if SavedFilter.objects.of(commune).filter(owner=by).count() >= MOST:
        words = ngettext(
            "%(count)d list is kept already: take one away first.",
            "%(count)d lists are kept already: take one away first.",
            MOST,
        )
        raise SavingRefused(words % {"count": MOST})
    facts = {"name": name, "query": query, "department": department, "saved_at": at}
    saved = SavedFilter(commune=commune, owner=by, **facts)
    return _write(saved)


def change(saved, *, by, at, name, department=None):
    """Give a list another name, and share it with a department, or with nobody. Raise SavingRefused."""
    if department != saved.department:
        audit.note(saved, by=by, at=at, called=f"{saved._meta.verbose_name} {saved.pk}", department=department)
    saved.name, saved.department, saved.saved_at = name, department, at
    return _write(saved)


def remove(saved, *, by, at):
    saved.delete()


def _write(saved):
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise SavingRefused(_("You have a list of this name already: choose another.")) from error
    return saved
