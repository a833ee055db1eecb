from django.db import models


class OneTimeCodeQuerySet(models.QuerySet):
    def alive(self, at, *, attempts):
        """Codes that may still be tried."""
        return self.filter(used_at=None, expires_at__gt=at, attempts__lt=attempts)


class DataRequestQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def asked_by(self, contact):
        return self.filter(channel=contact.channel, address=contact.address)

    def waiting(self):
        return self.filter(outcome="")

    def unfinished(self):
        """Decided, but not yet carried out to the end."""
        return self.exclude(outcome="").filter(finished_at=None)
