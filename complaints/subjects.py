"""The categories of a commune as a page shows them: groups with their drawing, and the subjects inside as tiles."""

from dataclasses import dataclass, field

from django.utils.translation import get_language

from portal import formats

from .states import Kind


@dataclass
class Group:
    """A first-level category. `open`: the chosen subject is inside. One without subjects is a tile of its own."""

    category: object
    tiles: list = field(default_factory=list)

    @property
    def open(self):
        return any(tile["chosen"] for tile in self.tiles)


def groups(bound):
    """The groups of a bound category field, in the order of the commune."""
    found, tiles = {}, {}
    for option in bound:
        category = option.data["value"].instance
        tiles[category.pk] = _tile(option, category)
        if category.parent_id is None:
            found[category.pk] = Group(category)
    parents = {tile["category"].parent_id for tile in tiles.values()}
    for pk, tile in tiles.items():
        group = found.get(tile["category"].parent_id or pk)
        if group and pk not in parents:
            group.tiles.append(tile)
    return list(found.values())


def _tile(option, category):
    return {
        "category": category,
        "key": str(category.pk),
        "topics": f"{category.pk} {category.parent_id or ''}",
        "kinds": " ".join(category.kinds),
        "chosen": bool(option.data["selected"]),
        "served": _served(category.kinds),
        "words": " ".join(filter(None, (category.name_ar, category.name_fr, category.help))),
    }


def _served(kinds):
    """The kinds of message that a subject is for, in words; "" when it is for all."""
    if set(kinds) >= set(Kind.values):
        return ""
    return formats.listing([str(Kind(kind).label) for kind in kinds if kind in Kind.values], get_language())
