"""Feeds that readers can always take: a character that XML cannot hold would take the whole feed away."""

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import urlencode

from portal.spreadsheets import UNWRITABLE


class _Readable(SyndicationFeed):
    def write(self, outfile, encoding):
        self.feed, self.items = _readable(self.feed), [_readable(item) for item in self.items]
        super().write(outfile, encoding)


class ReadableRss(_Readable, Rss201rev2Feed):
    pass


class ReadableAtom(_Readable, Atom1Feed):
    pass


def address(name, form):
    """The address of a list or a feed with the filters of a form (its `query`)."""
    query = urlencode(form.query)
    return reverse(name) + (f"?{query}" if query else "")


def without_date(answer):
    """The ETag alone judges: the newest date stays when an older entry is taken away, and readers would keep it."""
    del answer["Last-Modified"]
    return answer


def _readable(value):
    """A text, or all texts of a dict or list, as XML may hold them."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _readable(part) for name, part in value.items()}
    return [_readable(part) for part in value] if isinstance(value, list | tuple) else value
