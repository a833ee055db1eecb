"""Sessions in the database. SESSION_ENGINE."""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import get_random_string


class SessionStore(DatabaseStore):
    """A new key is not looked up first: `create` inserts its row, and takes another key where there is one already."""

    def _get_new_session_key(self):
        return get_random_string(32, VALID_KEY_CHARS)
