"""Tracking codes: derived, never stored, so a leaked database opens no case (design: 80 bits of HMAC-SHA-256)."""

import base64
import hashlib
import hmac
import re

from django.conf import settings

from .search import DIGITS

GROUPS = re.compile(r"(.{4})(?=.)")


def tracking_code(case):
    """Sixteen characters in four groups: "7KQ4-M2XP-…". Changes with `case.code_version`."""
    return _code(case.pk, case.code_version)


def is_code_of(case, typed):
    """Whether a typed code opens a case (None: no such case), in the same time whatever the answer."""
    right = _code(case.pk, case.code_version) if case else _code(0, 0)
    same = hmac.compare_digest(clean_code(typed).encode(), right.replace("-", "").encode())
    return same and case is not None


def clean_code(typed):
    """A code as people type it: any case, spaces, hyphens; 0, 1 and 8 are read as the letters they stand for."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.translate(DIGITS).upper())
    return letters.translate(str.maketrans("018", "OIB"))


def clean_reference(typed):
    """A reference as people type it: "lar 2026 123", "LAR٢٠٢٦٠٠٠١٢٣" → "LAR-2026-000123"; "" when it is none."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.translate(DIGITS).upper())
    found = re.fullmatch(r"([A-Z]{2,5})(\d{4})(\d{1,9})", letters)
    return f"{found[1]}-{found[2]}-{int(found[3]):06d}" if found else ""


def sealed(purpose, pk):
    """The number of a row for an address that nobody can guess: "12-7KQ4M2XP…", valid for one purpose."""
    return f"{pk}-{_seal(purpose, pk)}"


def unsealed(purpose, text):
    """The number in a sealed address, or None for one that was not made by `sealed`."""
    pk, _hyphen, seal = text.partition("-")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return int(pk) if hmac.compare_digest(seal.encode(), _seal(purpose, int(pk)).encode()) else None


def _seal(purpose, pk):
    return _code(f"{purpose}:{pk}", 1).replace("-", "")


def _code(pk, version):
    digest = hmac.new(settings.TRACKING_KEY.encode(), f"{pk}:{version}".encode(), hashlib.sha256).digest()
    return GROUPS.sub(r"\1-", base64.b32encode(digest[:10]).decode())
