"""One-time codes: derived like tracking codes, so neither the table nor the outbox holds one.

Without SECRET_KEY a leaked row says nothing; after its ten minutes the code opens nothing at all.
"""

import hmac
import re

from django.utils.crypto import salted_hmac

from portal.cases.search import DIGITS

LENGTH = 8
SALT = "portal.citizens.codes"


def one_time_code(row):
    """Eight digits in two groups ("4821 7730"): a hundred million, of which one row lets five be tried."""
    digest = salted_hmac(SALT, f"{row.pk}:{row.nonce}:{row.purpose}:{row.address}", algorithm="sha256").digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**LENGTH:0{LENGTH}d}"
    return f"{digits[:4]} {digits[4:]}"


def is_code_of(row, typed):
    return hmac.compare_digest(clean(typed).encode(), clean(one_time_code(row)).encode())


def clean(typed):
    """The digits of a code as people type it: any script, with or without spaces."""
    return re.sub(r"[^0-9]", "", typed.translate(DIGITS))
