"""Which publications search engines find, each in the languages in which it can be read."""

from django.urls import reverse

from portal.sitemaps import TranslatedSitemap

from .models import Item


class ItemSitemap(TranslatedSitemap):
    def __init__(self, commune, at):
        self.commune, self.at = commune, at

    def items(self):
        return Item.objects.of(self.commune).public(self.at).order_by("-publish_at", "-pk")

    def get_languages_for_item(self, item):
        return item.languages

    def lastmod(self, item):
        return max(item.changed_at, item.publish_at)

    def location(self, item):
        return reverse("communications:item_show", args=[item.pk])


def of(commune, at):
    return {"news": ItemSitemap(commune, at)}
