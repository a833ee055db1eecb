from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune
from portal.communes.querysets import InCommuneQuerySet

from ..states import GROUNDED, Means, Outcome
from .case import Case
from .topic import Topic


class Ground(models.Model):
    """Why a case is not handled in substance (decree 2.17.265 art. 12), or an information is withheld (law 31.13), as
    the commune words it."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="grounds", verbose_name=_("commune"))
    model = models.CharField(_("used by"), max_length=60)
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=250)
    legal_reference = models.CharField(_("legal reference"), max_length=160, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = InCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("ground of inadmissibility")
        verbose_name_plural = _("grounds of inadmissibility")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "model", "code"], name="ground_code_once")]

    def __str__(self):
        return self.name


class Answer(models.Model):
    """A reasoned answer, in the language of the citizen. Row 1 is the first verdict and stays so.

    `approved_by`: who approved what `by` had proposed, where the department works with four eyes.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(_("number"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    ground = models.ForeignKey(Ground, models.PROTECT, null=True, blank=True, verbose_name=_("ground"))
    competent_body = models.CharField(_("competent body"), max_length=160, blank=True)
    original = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("reasoned answer"))
    language = models.CharField(_("language"), max_length=5)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="answer_number_once"),
            models.CheckConstraint(condition=~Q(outcome="not_competent", competent_body=""), name="answer_says_who"),
            models.CheckConstraint(
                condition=~Q(outcome__in=GROUNDED) | Q(ground__isnull=False), name="answer_says_which_ground"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="duplicate") | Q(original__isnull=False), name="answer_names_the_original"
            ),
        ]

    @property
    def is_final(self):
        """Whether this is the answer to a review: after it there is no further one."""
        asked = self.case.review_asked_at
        return asked is not None and self.at >= asked


class Proposal(models.Model):
    """An answer that a clerk wrote and somebody else has to approve before it is given. At most one waits at a time."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        OVERTAKEN = "overtaken", _("overtaken by another answer")

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    ground = models.ForeignKey(Ground, models.PROTECT, null=True, blank=True, verbose_name=_("ground"))
    competent_body = models.CharField(_("competent body"), max_length=160, blank=True)
    text = models.TextField(_("reasoned answer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    note = models.TextField(_("what is to be changed"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decision=""), name="one_proposal_waits"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="proposal_decided_has_a_moment",
            ),
        ]


class Delivery(models.Model):
    """How an answer reached the citizen: by message, handed over (agent, date) or by post (number, date)."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="deliveries")
    means = models.CharField(_("means"), max_length=10, choices=Means.choices)
    on = models.DateField(_("date"))
    post_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class AnswerTemplate(models.Model):
    """A text to start an answer from, per outcome, language and, where useful, topic."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="answer_templates", verbose_name=_("commune"))
    model = models.CharField(_("used by"), max_length=60)
    code = models.SlugField(_("code"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    language = models.CharField(_("language"), max_length=5)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    active = models.BooleanField(_("active"), default=True)

    objects = InCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["outcome", "language", "title"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "model", "code", "language"], name="answer_template_once")
        ]

    def __str__(self):
        return self.title
