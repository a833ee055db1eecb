from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal import formats, localized
from portal.workdays.arithmetic import local_day

from ..querysets import EventQuerySet
from ..states.items import OF_THE_COUNCIL, EventKind
from .item import Item

MOMENT = timedelta(microseconds=1)


class Event(Item):
    """A session, a meeting, a workshop: something with a beginning and an end, at a place, online, or both.

    `ends_at` is exclusive. `all_day`: whole local days, from midnight to midnight, whose hours nobody says.
    `sequence` counts changes of time and place after publication (RFC 5545, 3.8.7.4). `cancelled_at`: it does not take
    place; its page and its calendar entry stay and say so, with `cancellation` as the reason. `attended`: who came.
    `takes_registrations`: people say before that they come, until `registration_ends_at` or until it begins.
    `places`: how many may, NULL for as many as want. `takes_questions`: people ask on their phones, until it ends.
    """

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    all_day = models.BooleanField(_("whole days"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("address online"), max_length=300, blank=True)
    organisers = models.CharField(_("organised by"), max_length=300, blank=True)
    partners = models.CharField(_("with"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancellation = models.CharField(_("why it is cancelled"), max_length=250, blank=True)
    takes_registrations = models.BooleanField(_("people register"), default=False)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    registration_ends_at = models.DateTimeField(_("register until"), null=True, blank=True)
    takes_questions = models.BooleanField(_("people ask questions"), default=False)
    attended = models.PositiveIntegerField(_("how many came"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="event_has_places"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="event_begins"),
            models.Index(fields=["ends_at"], name="event_ends"),
        ]

    @property
    def kind_label(self):
        return EventKind(self.kind).label

    @property
    def is_session(self):
        return self.kind in OF_THE_COUNCIL

    @property
    def first_day(self):
        return local_day(self.starts_at)

    @property
    def last_day(self):
        return local_day(self.ends_at - MOMENT)

    def may_register(self, at):
        """Whether one may say now that one comes."""
        open_until = min(self.registration_ends_at or self.starts_at, self.starts_at)
        return self.takes_registrations and self.cancelled_at is None and self.is_public(at) and at < open_until

    def may_ask(self, at):
        """Whether one may put a question to it now: from its publication to its end."""
        return self.takes_questions and self.cancelled_at is None and self.is_public(at) and at < self.ends_at

    def is_past(self, at):
        return self.ends_at <= at

    def when(self, lang):
        """When it takes place, in words: whole days as days, else the hours too."""
        first, last = formats.weekday_day(self.first_day, lang), formats.weekday_day(self.last_day, lang)
        if self.all_day:
            return first if self.first_day == self.last_day else f"{first} – {last}"
        begins, ends = formats.clock(self.starts_at), formats.clock(self.ends_at)
        comma = formats.COMMAS[lang]
        if self.first_day == self.last_day:
            return f"{first}{comma} {begins}–{ends}"
        return f"{first}{comma} {begins} – {last}{comma} {ends}"


class ProgrammeEntry(models.Model):
    """A line of an event's programme: a day's subject, a talk; `parent`: the entry it is a part of (a workshop).

    `on` is a local date; `starts_at` and `ends_at` are times of that day, NULL where they are not known.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    on = models.DateField(_("day"))
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("to"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.CharField(_("text"), max_length=600, blank=True)
    speakers = models.CharField(_("speakers"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("entry of the programme")
        verbose_name_plural = _("entries of the programme")
        ordering = ["on", models.F("from_time").asc(nulls_first=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_time__isnull=True) | Q(to_time__isnull=True) | Q(to_time__gt=F("from_time")),
                name="programme_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return localized.text(self, "title")
