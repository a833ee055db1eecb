"""The keys of the installation beside its backups: recognised by a fingerprint, kept only in encrypted archives."""

import hashlib
import hmac

from django.conf import settings

NAMES = ("TRACKING_KEY", "SECRET_KEY")


def present():
    return {name: getattr(settings, name) for name in NAMES}


def fingerprints():
    """{name: sixteen characters by which a key is recognised and from which it cannot be found}."""
    return {name: fingerprint(key) for name, key in present().items()}


def fingerprint(key):
    return hmac.new(key.encode(), b"jamaati backup: fingerprint", hashlib.sha256).hexdigest()[:16]


def as_environment(keys):
    """The keys as lines of an environment file."""
    return "".join(f"{name}={key}\n" for name, key in keys.items() if name in NAMES)
