"""What in a text may name a person: shown to staff before anything is published. Pure functions.

They help and never decide: a person reads the text. Numbers and addresses are found by their shape, in digits of any
script; names by the titles before them, and the citizen's own in Arabic and Latin letters alike.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from .search import ARTICLE, DIGITS, normalise

GAP = r"[ .\-/\u00a0\u2009\u202f]?"
ARABIC_TITLES = "السيد|السيدة|الآنسة|الأستاذ|الأستاذة|الدكتور|الدكتورة|الحاج|الحاجة|المسمى|المسماة|المدعو|المدعوة"
LATIN_TITLES = r"M\.|Mr\.?|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Dr\.?|Docteur|Maître|Hadj|Haj|Hajja|Lalla|Si"
LETTER = r"[A-Za-z\u0621-\u064a]"
LATIN_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’\-]+"


class Kind(StrEnum):
    EMAIL = "email"
    BANK = "bank"
    PHONE = "phone"
    CIN = "cin"
    PLATE = "plate"
    OWN_NAME = "own_name"
    NAME = "name"
    PLACE = "place"


LABELS = {
    Kind.EMAIL: _("e-mail address"),
    Kind.BANK: _("bank account number"),
    Kind.PHONE: _("phone number"),
    Kind.CIN: _("national identity number"),
    Kind.PLATE: _("number plate"),
    Kind.OWN_NAME: _("name of the person who filed"),
    Kind.NAME: _("perhaps a name"),
    Kind.PLACE: _("exact place"),
}
RANKS = list(Kind)  # of two over one another the first stays: a name inside an e-mail address is no passage of its own
# Each of these has to be taken out, or confirmed one by one.
GRAVE = frozenset({Kind.EMAIL, Kind.BANK, Kind.PHONE, Kind.CIN, Kind.PLATE, Kind.OWN_NAME})
SHAPES = (
    (Kind.EMAIL, re.compile(r"[\w.+\-]+\s?(?:@|\(at\)|\[at\])\s?[\w\-]+(?:\.[\w\-]+)+", re.IGNORECASE)),
    (Kind.BANK, re.compile(rf"(?<![^\W_])(?:[A-Z]{{2}}\d{{2}}(?:{GAP}\d){{11,30}}|\d(?:{GAP}\d){{19,27}})(?!\d)")),
    (
        Kind.PLATE,
        re.compile(rf"(?<!\d)(?:\d{{1,5}} ?[-|/] ?{LETTER} ?[-|/]|\d{{3,5}} ?{LETTER}) ?\d{{1,2}}(?!\d)"),
    ),
    (Kind.PHONE, re.compile(rf"(?<![\w-])(?:\+|00)?\(?\d\)?(?:{GAP}[()]?\d[()]?){{8,14}}(?!\d)")),
    (Kind.CIN, re.compile(r"(?<![^\W_])[A-Z]{1,2}[ \-.]?\d{5,7}(?!\d)", re.IGNORECASE | re.ASCII)),
    (Kind.NAME, re.compile(rf"(?:{ARABIC_TITLES})[ \u00a0]+[\u0621-\u064a]+(?:[ \u00a0][\u0621-\u064a]+)?")),
    (Kind.NAME, re.compile(rf"\b(?:{LATIN_TITLES})[ \u00a0]+{LATIN_NAME}(?:[ \u00a0]{LATIN_NAME})?")),
)
WORD = re.compile(r"(?:[^\W\d_]|[\u064b-\u0655\u0670])+(?:['’\-][^\W\d_]+)*")  # with the marks of vowels
JOINED = re.compile(r"^[وفبلك](?=\w{3,})")  # an Arabic word bears "and", "in", "for" as its first letter

# The consonants of a name, the same whether it is written فاطمة or Fatima; what both scripts write loosely is left out.
DOUBLE = [("ch", "$"), ("sh", "$"), ("kh", "x"), ("gh", "r"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("qu", "k")]
LATIN = str.maketrans("cqzjpv", "kksgbf", "aeiouyhw'’-")
ARABIC = str.maketrans("بتثجخدذرزسشصضطظغفقكلمن", "bttgxddrss$sdtdrfkklmn", "اوويءعحهئؤةأإآى")


@dataclass(frozen=True)
class Finding:
    """A passage of a text, by its first and last character (exclusive)."""

    kind: Kind
    start: int
    end: int
    passage: str

    @property
    def label(self):
        return LABELS[self.kind]

    @property
    def grave(self):
        return self.kind in GRAVE

    @property
    def value(self):
        """What a confirmation names."""
        return f"{self.kind}:{self.passage}"


def find(text, *, names=(), place=""):
    """The passages of `text` that may name a person, in their order, none over another.

    `names`: of the citizen, in any script; `place`: the exact address that should not appear.
    """
    plain = text.translate(DIGITS)
    found = [
        Finding(kind, match.start(), match.end(), text[match.start() : match.end()])
        for kind, shape in SHAPES
        for match in shape.finditer(plain)
    ]
    found = sorted([*found, *_own_names(text, names), *_places(text, place)], key=lambda one: RANKS.index(one.kind))
    chosen: list[Finding] = []
    for finding in found:
        if all(finding.end <= other.start or finding.start >= other.end for other in chosen):
            chosen.append(finding)
    return sorted(chosen, key=lambda finding: finding.start)


def marked(text, findings):
    """The text in pieces as (words, finding or None), for a page that marks what was found."""
    here = 0
    for finding in findings:
        if finding.start > here:
            yield text[here : finding.start], None
        yield finding.passage, finding
        here = finding.end
    if here < len(text):
        yield text[here:], None


def _own_names(text, names):
    own = {_bare(word) for name in names for word in WORD.findall(name)}
    own = {word for word in own if len(word) > 2}
    bones = {skeleton(word) for word in own}
    for match in WORD.finditer(text):
        word = match.group()
        forms = {_bare(word), _bare(JOINED.sub("", word))}
        if forms & own:
            yield Finding(Kind.OWN_NAME, match.start(), match.end(), word)
        elif {bone for bone in map(skeleton, forms) if _tells(bone, word)} & bones:
            yield Finding(Kind.NAME, match.start(), match.end(), word)


def _tells(bone, word):
    """Two consonants fit half the dictionary: in Latin letters they tell a name only with a capital."""
    return len(bone) > 2 or (len(bone) == 2 and not word[0].islower())


def _bare(word):
    return ARTICLE.sub("", normalise(word))


def skeleton(word):
    """The consonants of a word in either script, doubled ones once: فاطمة and Fatima are both "ftm"."""
    bare = _bare(word)
    for letters, one in DOUBLE:
        bare = bare.replace(letters, one)
    bones = bare.translate(LATIN if bare.isascii() else ARABIC)
    return re.sub(r"(.)\1+", r"\1", bones)


def _places(text, place):
    if len(place) > 3:
        for match in re.finditer(re.escape(place), text, re.IGNORECASE):
            yield Finding(Kind.PLACE, match.start(), match.end(), match.group())
