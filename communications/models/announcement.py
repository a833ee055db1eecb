from django.utils.translation import gettext_lazy as _

from ..querysets import ItemQuerySet
from ..states.items import Kind
from .item import Item


class Announcement(Item):
    """News, a notice, a call, works, a cut, a call for tenders: words with a moment, and nothing else of their own."""

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    @property
    def kind_label(self):
        return Kind(self.kind).label
