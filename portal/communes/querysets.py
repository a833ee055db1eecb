from django.apps import apps
from django.db import models

from portal.prepared import Prepared


class CommuneQuerySet(models.QuerySet):
    def for_host(self, host):
        """The commune served under this host name, or the only one there is, or None."""
        named = _by_host.first(host=host.lower())
        if named:
            return named
        two = list(self[:2])
        return two[0] if len(two) == 1 else None


@Prepared
def _by_host(host):
    return apps.get_model("communes", "Commune")._default_manager.filter(hosts__name=host)[:1]


class InCommuneQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)
