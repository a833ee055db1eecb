"""Writing an item: a draft may be anything; what is public already stays whole."""

from django.db import transaction

from portal.cases.search import normalise

from .. import completeness, markdown
from ..models import Item
from ..states.items import LANGUAGES, Happening, Status
from . import translating


class Incomplete(Exception):
    """What stops publication; `missing`: a list of completeness.Missing."""

    def __init__(self, missing):
        super().__init__(", ".join("_".join(one) for one in missing))
        self.missing = missing


@transaction.atomic
def begin(commune, *, child, by, at, themes=(), districts=(), **fields):
    """A draft of a child of Item."""
    item = child(commune=commune, model=child._meta.label_lower, by=by, created_at=at, changed_at=at, **fields)
    item.search_text = searchable(item)
    item.save(force_insert=True)
    _place(item, themes, districts)
    item.record(Happening.WRITTEN, by=by, at=at)
    return item


@transaction.atomic
def change(item, *, by, at, themes=None, districts=None, **fields):
    """Change words and places. Raise Incomplete for what is public and would lack something afterwards.

    The lock is the row: of two who change at once the second one's words stand, both are in the history.
    """
    locked = Item.objects.select_for_update().get(pk=item.pk)
    item.status, item.urgent_reason = locked.status, locked.urgent_reason
    for name, value in fields.items():
        setattr(item, name, value)
    item.changed_at, item.search_text = at, searchable(item)
    if item.status == Status.PUBLISHED:
        keep_whole(item)
    item.save(update_fields=[*columns(fields), "changed_at", "search_text"])
    _place(item, themes, districts)
    item.record(Happening.CHANGED, by=by, at=at)
    translating.settle(item, by=by, at=at)
    return item


def columns(names):
    """The columns of these fields: of a translated one also that without a language, which holds the first of them.

    What is not named is not written: somebody may have published, or cancelled, meanwhile.
    """
    return {*names, *(name[:-3] for name in names if name.endswith(tuple(f"_{code}" for code in LANGUAGES)))}


def keep_whole(item):
    """Raise Incomplete when something that must be there to be public is not."""
    stopping = completeness.stops(completeness.missing(item, item.files.all()), urgent=bool(item.urgent_reason))
    if stopping:
        raise Incomplete(stopping)


def searchable(item):
    """The words of both languages, normalised."""
    texts = [getattr(item, f"{name}_{code}") or "" for name in ("title", "summary") for code in LANGUAGES]
    texts += [markdown.plain(getattr(item, f"body_{code}") or "") for code in LANGUAGES]
    texts += [getattr(item, name) for name in item.SEARCHED]
    return normalise(" ".join(filter(None, texts)))


def _place(item, themes, districts):
    """None: they stay as they are."""
    if themes is not None:
        item.themes.set(themes)
    if districts is not None:
        item.districts.set([] if item.everywhere else districts)
