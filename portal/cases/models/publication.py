from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .attachment import Attachment, StoredFile
from .case import Case


class Publication(models.Model):
    """What the public may read of a case, as staff cleared it; it shows while `Case.published_at` is set.

    `language`: of these texts, as the person wrote. `answer`: the cleared text of the commune's answer, or "".
    `withdrawn_at`: since when it is not public any more; the texts stay to be cleared again.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="publication")
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("text"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    search_text = models.TextField(blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self):
        return self.subject


class PublishedPhoto(StoredFile):
    """A copy of a photo with black boxes over what names a person. The original is never served to the public.

    `boxes`: [[left, top, width, height], …] in percent of the picture.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="photos")
    original = models.ForeignKey(Attachment, models.PROTECT, related_name="published")
    boxes = models.JSONField(default=list, blank=True)
    after = models.BooleanField(_("shows the place after the work"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "original"], name="photo_published_once"),
        ]
