from django.db import models


class NotificationQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def waiting(self, at):
        """Messages whose next try has come, the oldest first."""
        return self.filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def given_up(self):
        return self.filter(given_up_at__isnull=False)

    def about(self, subject):
        return self.filter(about=about(subject))


class SuppressionQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def holding(self, at):
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at))


def about(subject):
    """ "app.model:id" of a row, as stored in Notification.about."""
    return f"{subject._meta.label_lower}:{subject.pk}"
