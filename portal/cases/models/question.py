from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets import QuestionQuerySet
from ..states import QuestionKind
from .case import Case
from .topic import Topic


class TopicQuestion(models.Model):
    """What a form asks besides, when this topic or one below it is chosen. `options`: one choice a line."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="questions", verbose_name=_("topic"))
    label = models.CharField(_("question"), max_length=160)
    help = models.CharField(_("help"), max_length=250, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind.choices)
    options = models.TextField(_("choices, one a line"), blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    def pairs(self):
        """The choices as (Arabic, French)."""
        arabic, french = (_lines(getattr(self, f"options_{code}")) for code in ("ar", "fr"))
        return list(zip(arabic, french, strict=False))


class Detail(models.Model):
    """An answer to a TopicQuestion, frozen with the words of its question: a question changed later changes nothing.

    `value`: as it was typed; a day in ISO form, a choice as its Arabic words.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="details")
    question = models.ForeignKey(TopicQuestion, models.PROTECT, related_name="details")
    label_ar = models.CharField(max_length=160)
    label_fr = models.CharField(max_length=160)
    value = models.TextField()
    text_ar = models.TextField()
    text_fr = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "question"], name="detail_once")]

    @property
    def label(self):
        return self.label_fr if get_language() == "fr" else self.label_ar

    @property
    def text(self):
        return self.text_fr if get_language() == "fr" else self.text_ar


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
