"""The published complaints of a filter as RSS: the newest on top, in the language of the address."""

from django.contrib.syndication.views import Feed
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from portal import formats
from portal.spreadsheets import UNWRITABLE
from portal.workdays.arithmetic import local_day

from .. import published
from ..filters import PublishedFilter
from .published import asked_again

ITEMS = 30


class ReadableRss(Rss201rev2Feed):
    """RSS without the characters that XML cannot hold: people paste them, and one would take the whole feed away."""

    def write(self, outfile, encoding):
        self.feed, self.items = _readable(self.feed), [_readable(item) for item in self.items]
        super().write(outfile, encoding)


def _readable(value):
    """A text, or all texts of a dict or list, as XML may hold them."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _readable(part) for name, part in value.items()}
    return [_readable(part) for part in value] if isinstance(value, list | tuple) else value


class PublishedFeed(Feed):
    feed_type = ReadableRss

    def get_object(self, request):
        form = PublishedFilter(request.GET, commune=request.commune, today=local_day(timezone.now()))
        return request.commune, form, request.LANGUAGE_CODE

    def title(self, given):
        commune, form, language = given
        name = _("Published complaints – %(commune)s") % {"commune": commune.name}
        words = f"{formats.COMMAS[language]} ".join(form.words())
        return f"{name} ({words})" if words else name

    def link(self, given):
        return _address("complaints:complaint_list", given[1])

    def feed_url(self, given):
        return _address("complaints:complaint_feed", given[1])

    def description(self, given):
        return _("What people tell the commune, and what becomes of it; without names.")

    def items(self, given):
        at = timezone.now()
        cases = published.loaded(given[1].apply()).order_by("-published_at", "-pk")[:ITEMS]
        return [published.public(case, at=at) for case in cases]

    def item_title(self, item):
        return item.subject

    def item_description(self, item):
        """HTML, as readers take it: what was typed is escaped in it, and again by the XML around it."""
        return linebreaksbr(Truncator(item.text).chars(500), autoescape=True)

    def item_link(self, item):
        return item.url

    def item_pubdate(self, item):
        return item.published_at

    def item_categories(self, item):
        return [name for name in (item.category, item.district) if name]


def _address(name, form):
    query = urlencode(form.query)
    return reverse(name) + (f"?{query}" if query else "")


feed = PublishedFeed()


@asked_again
@conditional_page
@require_safe
def complaint_feed(request):
    """Without Last-Modified: the newest date stays when an older complaint is taken off, and readers would keep it."""
    answer = feed(request)
    del answer["Last-Modified"]
    return answer
