"""The published complaints of a filter as RSS: the newest on top, in the language of the address."""

from django.contrib.syndication.views import Feed
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from portal import feeds, formats
from portal.workdays.arithmetic import local_day

from .. import published
from ..filters import PublishedFilter
from .published import asked_again

ITEMS = 30


class PublishedFeed(Feed):
    feed_type = feeds.ReadableRss

    def get_object(self, request):
        form = PublishedFilter(request.GET, commune=request.commune, today=local_day(timezone.now()))
        return request.commune, form, request.LANGUAGE_CODE

    def title(self, given):
        commune, form, language = given
        name = _("Published complaints – %(commune)s") % {"commune": commune.name}
        words = f"{formats.COMMAS[language]} ".join(form.words())
        return f"{name} ({words})" if words else name

    def link(self, given):
        return feeds.address("complaints:complaint_list", given[1])

    def feed_url(self, given):
        return feeds.address("complaints:complaint_feed", given[1])

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


feed = PublishedFeed()


@asked_again
@conditional_page
@require_safe
def complaint_feed(request):
    return feeds.without_date(feed(request))
