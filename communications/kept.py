"""Parts of public pages, kept as they were rendered. The key says what is in them: what was edited has another one.

Finding out which rows a page shows, and when each was changed, costs little; making their words, dates and markup
costs much. What is renamed around them (a district, a theme) shows within KEPT.
"""

from hashlib import blake2b

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

KEPT = 300  # seconds


def part(template, stamps, make):
    """The HTML of a template; `stamps`: what tells these rows in this state from all others; `make()`: its context."""
    told = blake2b(repr((template, get_language(), stamps)).encode(), digest_size=16).hexdigest()
    key, memory = f"part:{told}", caches["memory"]
    made = memory.get(key)
    if made is None:
        made = render_to_string(template, make())
        memory.set(key, made, KEPT)
    return mark_safe(made)  # noqa: S308  (a template rendered it)
