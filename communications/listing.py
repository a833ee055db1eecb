"""Lists of items: what staff see of all, and what everybody sees of what is public."""

from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.cases import keyset
from portal.prepared import Prepared

from .models import Item, Theme
from .states.items import Medium, Status

ROWS = 20
STAMP = ("pk", "publish_at", "changed_at")  # what tells an item in its present state from all others
BY_CHANGE, BY_MOMENT = keyset.Order("changed_at"), keyset.Order("publish_at")
SHOWN = [
    ("", _("All")),
    ("drafts", _("Drafts")),
    ("scheduled", _("To come")),
    ("public", _("Public")),
    ("expired", _("Over")),
    ("withdrawn", _("Taken away")),
]


class DeskList:
    """The items of a commune as its publishers see them, the last changed first."""

    def __init__(self, data, *, commune, at):
        known = dict(SHOWN)
        self.show = data.get("show", "") if data.get("show", "") in known else ""
        self.lacks = data.get("lacks", "") if data.get("lacks", "") in Medium.values else ""
        self.q = data.get("q", "").replace("\x00", "")[:200]
        self.after, self.before = data.get("after", ""), data.get("before", "")
        self.commune, self.at = commune, at

    @property
    def tabs(self):
        return [{"value": value, "words": words, "current": value == self.show} for value, words in SHOWN]

    @property
    def media(self):
        return [
            ("", _("Whatever was done")),
            *((value, _("Not yet: %(medium)s") % {"medium": label}) for value, label in Medium.choices),
        ]

    def items(self):
        items = Item.objects.of(self.commune)
        match self.show:
            case "drafts":
                items = items.drafts()
            case "scheduled":
                items = items.scheduled(self.at)
            case "public":
                items = items.public(self.at)
            case "expired":
                items = items.expired(self.at)
            case "withdrawn":
                items = items.filter(status=Status.WITHDRAWN)
        if self.lacks:
            items = items.without(self.lacks, self.at)
        return items.matching(self.q) if self.q else items

    def page(self):
        items = self.items().select_related("by").prefetch_related("diffusions")

        def read(place, back, count):
            if back:
                return list(items.changed_after(*place).order_by("changed_at", "pk")[:count])
            rest = items.changed_before(*place) if place else items
            return list(rest.order_by("-changed_at", "-pk")[:count])

        return keyset.page(BY_CHANGE, read, after=self.after, before=self.before, size=ROWS)

    def address(self, **cursor):
        """The address of another page of this list; "" where there is none."""
        given = {name: value for name, value in cursor.items() if value}
        shown = {name: value for name, value in (("show", self.show), ("lacks", self.lacks), ("q", self.q)) if value}
        return f"?{urlencode({**shown, **given})}" if given else ""


@dataclass(frozen=True)
class Chosen:
    """What the public list is filtered by; None where nothing is chosen."""

    kind: str = ""
    theme: object = None
    district: object = None
    q: str = ""


def public_page(commune, chosen, *, at, after="", before=""):
    """A page of what everybody may read, the newest first: rows of STAMP; `whole` gives their items."""
    items = public_items(commune, chosen, at=at).values_list(*STAMP, named=True)

    def read(place, back, count):
        if back:
            return list(items.after(*place).order_by("publish_at", "pk")[:count])
        rest = items.before(*place) if place else items
        return list(rest.order_by("-publish_at", "-pk")[:count])

    return keyset.page(BY_MOMENT, read, after=after, before=before, size=ROWS)


def public_items(commune, chosen, *, at):
    items = Item.objects.of(commune).public(at).news()
    if chosen.kind:
        items = items.filter(kind=chosen.kind)
    if chosen.theme:
        items = items.filter(themes=chosen.theme)
    if chosen.district:
        items = items.in_district(chosen.district)
    return items.matching(chosen.q) if chosen.q else items


def pinned(commune, *, at, count=3):
    """What stays on top: rows of STAMP."""
    return _pinned(count, commune=commune.pk, at=at, shape=count)


def newest(commune, *, at, count):
    """What stays on top, then the newest: rows of STAMP."""
    on_top = pinned(commune, at=at, count=count)
    rows = _newest(count, commune=commune.pk, at=at, shape=count)
    return [*on_top, *(row for row in rows if row not in on_top)][:count]


@Prepared
def _newest(count, commune, at):
    return _stamps(public_items(commune, Chosen(), at=at), count)


@Prepared
def _pinned(count, commune, at):
    return _stamps(Item.objects.of(commune).public(at).filter(pinned=True), count)


def _stamps(items, count):
    return items.values_list(*STAMP, named=True).order_by("-publish_at", "-pk")[:count]


def whole(stamps):
    """The items of these rows, in their order."""
    found = Item.objects.prefetch_related("districts").in_bulk([row.pk for row in stamps])
    return [found[row.pk] for row in stamps if row.pk in found]


def themes(commune):
    return list(Theme.objects.of(commune).active())
