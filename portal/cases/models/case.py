import uuid

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune, Department, District
from portal.notifications.models import Channel as Way

from .. import pillar_rows
from ..contacts import Contact
from ..querysets import CaseQuerySet
from ..states import FAR, MOVES, OPEN, Channel, Reason, State
from .topic import Topic

# What lists of published cases are filtered by, the newest first: {name of the index: leading columns}
PUBLIC_LISTS = {"newest": [], "topic": ["topic"], "district": ["district"], "state": ["state"], "day": ["received_on"]}


class ForbiddenMove(Exception):
    """The case is no longer where this move is possible from: somebody was faster, or the rule forbids it."""

    def __init__(self, case, was, to):
        super().__init__(f"{case.reference}: {was} -> {to}")
        self.case, self.was, self.to = case, was, to


class Case(models.Model):
    """A dossier: anything a person hands to the commune. A pillar's child extends it by multi-table inheritance.

    Whatever an inbox filters or sorts by stands here. `model` names the child ("complaints.complaint").
    `received_on` is the local date of receipt (arrival of a letter); `opened_at` the moment it was registered.
    `due_at` is the due moment of the nearest running legal or policy deadline, else FAR. `wrote_at`: the citizen wrote
    then, and nobody has written back since.
    `respond_until` is the citizen's last local day to say a word about the answer; NULL until it was delivered.
    `satisfied` is that word: NULL while there is none, False once a review was asked (`review_asked_at`).
    `proposed_at`: since when an answer waits for approval.
    `anonymised_at`: since when nothing of the person is left; NULL again once the case is taken up again.
    `reached_by`: the channel that the citizen chose; empty: e-mail where there is one, else SMS.
    `publish_agreed_at`: when the citizen agreed to publication, None: never; `published_at`: since when it is public.
    Latitude and longitude in degrees (WGS 84). `phone` is E.164.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="cases", verbose_name=_("commune"))
    model = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="cases", verbose_name=_("topic"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.RECEIVED)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="cases", verbose_name=_("department")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("district")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.WEB)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
        verbose_name=_("assigned to"),
    )
    reference = models.CharField(_("reference"), max_length=24)
    submission_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_version = models.PositiveSmallIntegerField(default=1)
    received_on = models.DateField(_("received on"))
    opened_at = models.DateTimeField(_("registered at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), default=FAR)
    planned_on = models.DateField(_("intervention planned on"), null=True, blank=True)
    respond_until = models.DateField(_("the person may respond until"), null=True, blank=True)
    satisfied = models.BooleanField(_("the person is satisfied"), null=True, blank=True)
    review_asked_at = models.DateTimeField(_("review asked at"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("answer waits for approval since"), null=True, blank=True)
    unreached_at = models.DateTimeField(_("not reached since"), null=True, blank=True)
    wrote_at = models.DateTimeField(_("the person wrote last"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    publish_agreed_at = models.DateTimeField(_("publication agreed to at"), null=True, blank=True)
    published_at = models.DateTimeField(_("public since"), null=True, blank=True)

    language = models.CharField(_("language of the citizen"), max_length=5, default="ar")
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    address = models.CharField(_("place, landmark"), max_length=250, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    reached_by = models.CharField(
        _("messages go by"), max_length=10, choices=Way.choices, blank=True, default="", db_default=""
    )

    citizen = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("citizen")
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="splits", verbose_name=_("split from")
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("duplicate of")
    )
    external_system = models.CharField(_("external system"), max_length=30, blank=True)
    external_reference = models.CharField(_("external reference"), max_length=60, blank=True)

    objects = CaseQuerySet.as_manager()
    OWN_FACTS: tuple[str, ...] = ()  # fields of a pillar's row that belong to the copy of one's data

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["commune", "reference"], name="case_reference_once"),
            models.UniqueConstraint(
                fields=["commune", "external_system", "external_reference"],
                condition=~Q(external_reference=""),
                name="case_external_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="case_closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PLANNED) | Q(planned_on__isnull=False), name="case_planned_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(respond_until__isnull=True) | Q(state__in=(State.ANSWERED, State.CLOSED)),
                name="case_response_follows_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="case_place_is_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(publish_agreed_at__isnull=False),
                name="case_public_only_when_agreed",
            ),
        ]
        indexes = [
            models.Index(fields=["commune", "due_at", "id"], condition=Q(state__in=OPEN), name="case_open_due"),
            models.Index(
                fields=["commune", "department", "due_at", "id"], condition=Q(state__in=OPEN), name="case_open_dept"
            ),
            models.Index(
                fields=["commune", "topic", "due_at", "id"], condition=Q(state__in=OPEN), name="case_open_topic"
            ),
            models.Index(
                fields=["commune", "assignee", "due_at", "id"], condition=Q(state__in=OPEN), name="case_open_mine"
            ),
            models.Index(fields=["commune", "state", "due_at", "id"], name="case_state_due"),
            models.Index(fields=["commune", "due_at", "id"], name="case_due"),
            models.Index(fields=["commune", "department", "due_at", "id"], name="case_dept_due"),
            models.Index(
                fields=["commune", "due_at", "id"],
                condition=Q(state__in=OPEN, wrote_at__isnull=False),
                name="case_person_wrote",
            ),
            models.Index(
                fields=["commune", "topic", "latitude", "longitude"],
                condition=Q(latitude__isnull=False),  # SQLite reads no condition on states from bound values
                name="case_place",
            ),
            models.Index(fields=["commune", "district", "topic", "id"], name="case_district_topic"),
            models.Index(fields=["commune", "received_on"], name="case_received"),
            models.Index(
                fields=["commune", "unreached_at"], condition=Q(unreached_at__isnull=False), name="case_unreached"
            ),
            models.Index(
                fields=["respond_until", "id"],
                condition=Q(state=State.ANSWERED, respond_until__isnull=False),
                name="case_awaits_response",
            ),
            models.Index(
                fields=["commune", "due_at", "id"],
                condition=Q(state__in=OPEN, review_asked_at__isnull=False),
                name="case_under_review",
            ),
            models.Index(
                fields=["commune", "due_at", "id"],
                condition=Q(state__in=OPEN, proposed_at__isnull=False),
                name="case_to_approve",
            ),
            models.Index(
                fields=["commune", "topic", "closed_at"],
                condition=Q(state=State.CLOSED, anonymised_at__isnull=True),
                name="case_to_anonymise",
            ),
            models.Index("commune", Lower("email"), condition=~Q(email=""), name="case_email"),
            models.Index(fields=["commune", "phone"], condition=~Q(phone=""), name="case_phone"),
            *(
                models.Index(
                    fields=["commune", *fields, "published_at", "id"],
                    condition=Q(published_at__isnull=False),
                    name=f"case_public_{name}",
                )
                for name, fields in PUBLIC_LISTS.items()
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def is_reachable(self):
        return bool(self.email or self.phone)

    @property
    def contact(self):
        """Where messages of this case go: by SMS when that was chosen or there is no e-mail; None without any."""
        if self.phone and (self.reached_by == Way.SMS or not self.email):
            return Contact(Way.SMS, self.phone)
        return Contact(Way.EMAIL, self.email) if self.email else None

    @property
    def kind_label(self):
        """The kind in words; a pillar whose kinds have names overrides it."""
        return self.kind

    def is_overdue(self, at):
        return self.is_open and self.due_at <= at

    @property
    def is_under_review(self):
        return self.is_open and self.review_asked_at is not None

    def authors(self):
        """Ids of those who gave an answer to this case: they wrote it or approved it."""
        pairs = self.answers.values_list("by_id", "approved_by_id")
        return {pk for pair in pairs for pk in pair if pk}

    def concrete(self):
        """The pillar's row of this case (a Complaint…): one small query, none when it is that row.

        What was loaded with this row (its fields, its commune, its topic…) is not loaded again. To join the tables of
        all pillars instead would save that query, and cost the database more in planning with each pillar.
        """
        child = apps.get_model(self.model)
        if type(self) is child:
            return self
        found = pillar_rows.read(self, child)
        found._state.fields_cache |= self._state.fields_cache
        return found

    @transaction.atomic
    def move(self, to, *, by, at, reason="", **fields):
        """Change the state, and the Case fields that belong to it, in one guarded UPDATE. Raise ForbiddenMove.

        On Case.objects alone: on a child's manager the guard is silently lost.
        """
        was = self.state
        fields.setdefault("closed_at", at if to == State.CLOSED else None)
        if to in OPEN:
            fields.setdefault("respond_until", None)
            fields.setdefault("anonymised_at", None)
        mine = Case.objects.filter(pk=self.pk, state=was)
        if to not in MOVES[was] or not mine.update(state=to, **fields):
            raise ForbiddenMove(self, was, to)
        for name, value in {"state": to, **fields}.items():
            setattr(self, name, value)
        return self.record(was, to, by=by, at=at, reason=reason)

    def record(self, was, now, *, by, at, reason, department=None):
        """One row of history; was == now when something else than the state changed. `department`: a transfer's."""
        return Move.objects.create(
            case_id=self.pk, was=was, now=now, by=by, at=at, reason=reason, department=department
        )


class Move(models.Model):
    """History of a case: append-only, codes and ids only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    was = models.CharField(max_length=20, choices=State.choices, blank=True)
    now = models.CharField(max_length=20, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
