from django.db import models


class CommuneQuerySet(models.QuerySet):
    def for_host(self, host):
        """The commune served under this host name, or the only one there is, or None."""
        named = self.filter(hosts__name=host.lower()).first()
        if named:
            return named
        two = list(self[:2])
        return two[0] if len(two) == 1 else None


class InCommuneQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)
