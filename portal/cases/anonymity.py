"""Words that others may read: without the name, the phone and the e-mail of the person whose case it is."""

import re

HIDDEN = "●●●●"
SHORTEST_NAME = 3  # letters; shorter ones are particles (El, Ben, بن)
GAP = r"[\s.\-()]*"
SPACES = r"\s+"


def without_person(text, case):
    """A text of the commune with what names the citizen of a case blotted out."""
    for pattern in _patterns(case):
        text = re.sub(pattern, HIDDEN, text, flags=re.IGNORECASE)
    return re.sub(rf"{HIDDEN}(?:\s+{HIDDEN})+", HIDDEN, text)


def _patterns(case):
    name = case.name.split()
    if name:
        whole = SPACES.join(map(re.escape, name))
        yield rf"(?<!\w){whole}(?!\w)"
    for word in name:
        if len(word) >= SHORTEST_NAME:
            yield rf"(?<!\w){re.escape(word)}(?!\w)"
    if case.email:
        yield re.escape(case.email)
    digits = re.sub(r"\D", "", case.phone)[-9:]  # as it is dialled in Morocco, without 0 or 212
    if digits:
        number = GAP.join(f"[{digit}{chr(0x660 + int(digit))}]" for digit in digits)  # Arabic-Indic digits too
        yield rf"(?:(?:\+|00)?212{GAP}|[0٠]{GAP})?{number}"
