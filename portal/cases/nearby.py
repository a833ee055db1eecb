"""Open cases that may be about the same thing: near a pin, or in the same district with the same words.

What a reader may see of another person's case is not decided here: see templates/cases/_similar.html.
"""

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

from django.db.models import Count, F, Q

from .models import Case
from .search import ARTICLE, normalise
from .states import OPEN

EARTH = 6_371_000  # metres
SHORTEST_WORD = 4  # letters; shorter ones are articles and prepositions
FEWEST_SHARED, SHARE = 2, 0.3  # words two texts have in common, and of the shorter one
LOOKED_AT = 50  # the newest of a district whose words are compared
RESOLVED = ("pk", "duplicate_of", "original_state")  # what tells which case is shown
STEP = 10  # a distance is told to so many metres: it says less about where somebody lives


@dataclass(frozen=True)
class Similar:
    """An open case, `metres` away where both have a place (rounded up to STEP), with `shared` words."""

    case: Case
    metres: int | None = None
    shared: int = 0


@dataclass(frozen=True)
class Sought:
    """What is compared: a topic or several, a place in degrees or a district, and words. `radius` in metres."""

    model: str
    kind: str
    topics: tuple
    radius: int
    latitude: float | None = None
    longitude: float | None = None
    district: object = None
    words: str = ""

    @property
    def has_place(self):
        return self.latitude is not None and self.longitude is not None


def find(cases, sought, *, most=5, strict=True):
    """The cases of a queryset most like what is sought, the nearest first; of a duplicate, its original.

    `strict`: without a place on both sides, only those that share enough words (what citizens are offered).
    Each case says how many others follow it: `companions`.
    """
    cases = cases.open().filter(model=sought.model, kind=sought.kind, topic__in=sought.topics).order_by("-pk")
    cases = cases.annotate(original_state=F("duplicate_of__state"))
    first = {}
    for likeness in [*_near(cases, sought), *_alike(cases, sought, strict)]:
        first.setdefault(likeness.pk, likeness)
    chosen = list(first.values())[:most]
    shown = _shown([likeness.pk for likeness in chosen])
    return [Similar(shown[likeness.pk], likeness.metres, likeness.shared) for likeness in chosen]


def _shown(ids):
    confirmed = Count("followers", filter=Q(followers__confirmed_at__isnull=False))
    cases = Case.objects.select_related("topic", "district", "publication").defer("search_text")
    return cases.annotate(companions=confirmed).in_bulk(ids)


@dataclass(frozen=True)
class Likeness:
    """The id of a case (of the original, where it is open), and how near or alike the one that was found is."""

    pk: int
    metres: int | None = None
    shared: int = 0

    @classmethod
    def of(cls, row, **alike):
        original = row["duplicate_of"] if row["original_state"] in OPEN else None
        return cls(original or row["pk"], **alike)


def _near(cases, sought):
    if not sought.has_place:
        return []
    here = (sought.latitude, sought.longitude)
    rows = cases.within(sought.radius, *here).values(*RESOLVED, "latitude", "longitude")
    found = [(distance(here, (row["latitude"], row["longitude"])), row) for row in rows]
    near = sorted((pair for pair in found if pair[0] <= sought.radius), key=lambda pair: (pair[0], pair[1]["pk"]))
    return [Likeness.of(row, metres=max(STEP, ceil(metres / STEP) * STEP)) for metres, row in near]


def _alike(cases, sought, strict):
    """Cases of the same district. Where there is a pin, it has decided; staff look among those without one too."""
    if sought.district is None or (strict and sought.has_place):
        return []
    rest = cases.filter(district=sought.district)
    rest = rest.filter(latitude=None) if sought.has_place else rest
    names = _names(sought)
    mine = words_of(sought.words) - names
    found = []
    for row in rest.values(*RESOLVED, "subject", "description", "address")[:LOOKED_AT]:
        theirs = words_of(f"{row['subject']} {row['description']} {row['address']}") - names
        shared = len(mine & theirs)
        if not strict or shared >= max(FEWEST_SHARED, SHARE * min(len(mine), len(theirs))):
            found.append((shared, row))
    found.sort(key=lambda pair: (-pair[0], -pair[1]["pk"]))
    return [Likeness.of(row, shared=shared) for shared, row in found]


def _names(sought):
    """The words of the topics and the district: titles are made of them, so that they say nothing."""
    rows = [*sought.topics, sought.district]
    return words_of(" ".join(f"{row.name_ar} {row.name_fr}" for row in rows if row))


def words_of(text):
    """The words of a text that may mean something, folded for search."""
    words = (ARTICLE.sub("", word) for word in normalise(text).translate(MARKS).split())
    return {word for word in words if len(word) >= SHORTEST_WORD}


MARKS = str.maketrans(dict.fromkeys(".,;:!?()«»\"'’،؛؟-", " "))


def distance(one, other):
    """Metres between two places in degrees, on a sphere."""
    (a, b), (c, d) = (map(radians, place) for place in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH * asin(min(1, sqrt(half)))
