"""What search engines are told: which pages there are, each in both languages, and which to leave alone.

A pillar's AppConfig may declare `sitemaps`: the dotted path of a function `(commune, at)` that gives {name: Sitemap}.
"""

from fnmatch import fnmatchcase

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal import pillars

PRIVATE = ["/backoffice/", "/*/accounts/", "/*/my-cases/", "/*/track/", "/*/news/follow/", "/*/news/unsubscribe/"]


class TranslatedSitemap(Sitemap):
    """Pages that exist in each language, under an address for each."""

    i18n = alternates = True
    limit = 10_000


class PlainPages(TranslatedSitemap):
    """Pages without rows, by the names of their addresses; those of pillars that are not installed are absent."""

    NAMES = ["home", "accessibility", "personal_data"]

    def items(self):
        listed = [entry["url_name"] for entry in pillars.navigation() if not is_private(entry["url"])]
        return [*self.NAMES, *listed]

    def location(self, item):
        return reverse(item)


def of(commune, at):
    """{name: Sitemap} of all public pages of a commune."""
    maps = {"pages": PlainPages}
    for function in pillars.sitemaps():
        maps |= function(commune, at)
    return maps


def is_private(path):
    return any(fnmatchcase(path, f"{pattern}*") for pattern in PRIVATE)
