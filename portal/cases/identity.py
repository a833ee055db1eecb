"""Numbers of identity documents at rest: AES-256-GCM under a key of its own, bound to their case.

The key is derived from TRACKING_KEY, which is kept with the backups and never in the database: who has the tables
alone reads no number.
"""

import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes, as the mode wants them (NIST SP 800-38D)
DOTS = "●●●●"


def seal(number, *, case):
    """The bytes to keep of the number of a case (its id)."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.TRACKING_KEY).encrypt(nonce, number.encode(), _bound_to(case))


def opened(sealed, *, case):
    """The number, or "" when it was sealed under a key that is lost, or for another case."""
    sealed = bytes(sealed)
    try:
        return _cipher(settings.TRACKING_KEY).decrypt(sealed[:NONCE], sealed[NONCE:], _bound_to(case)).decode()
    except InvalidTag:
        return ""


def masked(number):
    """The last two characters of a number: enough to compare it with a card."""
    return f"{DOTS}{number[-2:]}" if number else DOTS


def _bound_to(case):
    return f"cases.identity:{case}".encode()


@cache
def _cipher(key):
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal.cases.identity").derive(key.encode())
    return AESGCM(derived)
