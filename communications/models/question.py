from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case

from ..querysets import QuestionQuerySet
from ..states.questions import Live, QuestionKind
from .event import Event
from .people import Commission, Member


class MemberQuestion(Case):
    """A question to a member, to a commission or to a meeting: public, or answered to its author alone.

    Public ones are read before they are shown (portal.cases.services.publishing). `supports`: how many asked it too;
    the rows are Support. `agreed_at`: the privacy notice was read. `live`: where it stands while its meeting lasts.
    """

    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("elected member")
    )
    commission = models.ForeignKey(
        Commission, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("commission")
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("meeting")
    )
    live = models.CharField(_("at the meeting"), max_length=12, choices=Live.choices, default=Live.ASKED, blank=True)
    supports = models.PositiveIntegerField(_("asked by others too"), default=0)
    agreed_at = models.DateTimeField(_("privacy notice read at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()
    OWN_FACTS = ("agreed_at",)

    class Meta:
        verbose_name = _("question to the council")
        verbose_name_plural = _("questions to the council")
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, commission__isnull=True, event__isnull=True)
                | Q(member__isnull=True, commission__isnull=False, event__isnull=True)
                | Q(member__isnull=True, commission__isnull=True, event__isnull=False),
                name="question_to_one",
            ),
            models.UniqueConstraint(fields=["event"], condition=Q(live=Live.NOW), name="one_question_at_a_time"),
        ]

    @property
    def kind_label(self):
        return QuestionKind(self.kind).label

    @property
    def to(self):
        """The member, the commission or the meeting it is for."""
        return self.member or self.commission or self.event


class Support(models.Model):
    """Somebody asks the same: one a browser, of which nothing is kept but a keyed digest."""

    question = models.ForeignKey(MemberQuestion, models.CASCADE, related_name="supporters")
    supporter = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["question", "supporter"], name="support_once")]

    def __str__(self):
        return f"{self.question_id} {self.supporter[:6]}"
