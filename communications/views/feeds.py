"""The public list of a filter as RSS and as Atom, in the language of the address."""

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from portal import feeds, formats

from .. import listing, markdown, shown
from ..filters import ItemFilter
from .items import asked_again

ITEMS = 30


class ItemFeed(Feed):
    feed_type: type[SyndicationFeed] = feeds.ReadableRss
    address = "communications:item_rss"

    def get_object(self, request):
        return request.commune, ItemFilter(request.GET, commune=request.commune), request.LANGUAGE_CODE

    def title(self, given):
        commune, form, language = given
        name = _("News – %(commune)s") % {"commune": commune.name}
        words = f"{formats.COMMAS[language]} ".join(form.words())
        return f"{name} ({words})" if words else name

    def link(self, given):
        return feeds.address("communications:item_list", given[1])

    def feed_url(self, given):
        return feeds.address(self.address, given[1])

    def description(self, given):
        return _("What the commune announces, decides and plans.")

    subtitle = description

    def items(self, given):
        commune, form, _language = given
        items = listing.public_items(commune, form.chosen, at=timezone.now())
        found = items.prefetch_related("districts", "themes").order_by("-publish_at", "-pk")[:ITEMS]
        return [(item, shown.in_line(item)) for item in found]

    def item_title(self, pair):
        return pair[1].title

    def item_description(self, pair):
        item, line = pair
        body = markdown.html(getattr(item, f"body_{line.language}"))
        return f"<p>{markdown.escape(line.summary)}</p>{body}"

    def item_link(self, pair):
        return pair[1].url

    def item_pubdate(self, pair):
        return pair[1].publish_at

    def item_updateddate(self, pair):
        return max(pair[1].changed_at, pair[1].publish_at)

    def item_categories(self, pair):
        return [name for name in (pair[1].kind, *map(str, pair[0].themes.all()), *pair[1].places) if name]


class AtomFeed(ItemFeed):
    feed_type, address = feeds.ReadableAtom, "communications:item_atom"


rss, atom = ItemFeed(), AtomFeed()


@asked_again
@conditional_page
@require_safe
def item_rss(request):
    return feeds.without_date(rss(request))


@asked_again
@conditional_page
@require_safe
def item_atom(request):
    return feeds.without_date(atom(request))
