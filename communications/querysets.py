"""Reading what the commune publishes: what the public sees, and what its staff see."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from portal.cases.models import Answer
from portal.cases.querysets import CaseQuerySet
from portal.cases.search import normalise_query
from portal.cases.states import OPEN as OPEN_CASES
from portal.notifications.models import Suppression

from .states.attending import HELD, Attending
from .states.decisions import OPEN, Effect, Standing
from .states.items import MEDIA, MailingStatus, Medium, Scope, Status
from .states.petitions import Stage
from .states.questions import Shown


class ItemQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def public(self, at):
        """What everybody may read at a moment: published, its time has come, and has not passed."""
        begun = self.filter(status=Status.PUBLISHED, publish_at__lte=at)
        return begun.filter(Q(expires_at=None) | Q(expires_at__gt=at))

    def news(self):
        """Without what was put on record long after its day."""
        return self.filter(news_at__isnull=False)

    def scheduled(self, at):
        """Published, but not before a later moment."""
        return self.filter(status=Status.PUBLISHED, publish_at__gt=at)

    def expired(self, at):
        return self.filter(status=Status.PUBLISHED, expires_at__lte=at)

    def new_between(self, since, until):
        """What everybody could read for the first time after a moment, up to another one."""
        return self.public(until).filter(news_at__gt=since, news_at__lte=until)

    def without(self, medium, at):
        """What was not made known in one of the three kinds yet. Electronic: it is public on the portal."""
        if medium == Medium.ELECTRONIC:
            return self.exclude(pk__in=self.public(at).values("pk"))
        return self.exclude(diffusions__way__in=MEDIA[medium])

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def before(self, moment, pk):
        """What comes after an item in the order of lists, the newest first."""
        return self.filter(publish_at__lte=moment).filter(Q(publish_at__lt=moment) | Q(pk__lt=pk))

    def after(self, moment, pk):
        return self.filter(publish_at__gte=moment).filter(Q(publish_at__gt=moment) | Q(pk__gt=pk))

    def changed_before(self, moment, pk):
        """What comes after an item in the list of its publishers, the last changed first."""
        return self.filter(changed_at__lte=moment).filter(Q(changed_at__lt=moment) | Q(pk__lt=pk))

    def changed_after(self, moment, pk):
        return self.filter(changed_at__gte=moment).filter(Q(changed_at__gt=moment) | Q(pk__gt=pk))

    def in_district(self, district):
        """What concerns a district: said of it, of the annex it belongs to, or of the whole commune."""
        return self.filter(Q(everywhere=True) | Q(districts__in=[district.pk, district.parent_id])).distinct()

    def matching(self, text):
        """Items in whose words, of both languages, or on whose papers every word of a text stands."""
        papers = self.model._meta.get_field("files").related_model.objects
        return self.filter(
            *(
                Q(search_text__contains=word) | Q(pk__in=papers.filter(paper__text__contains=word).values("item"))
                for word in normalise_query(text)
            )
        )


class EventQuerySet(ItemQuerySet):
    def coming(self, at):
        """Those that have not ended."""
        return self.filter(ends_at__gt=at)

    def past(self, at):
        return self.filter(ends_at__lte=at)


class DecisionQuerySet(ItemQuerySet):
    def with_standing(self, at):
        """Each with `is_repealed` and `is_amended`: what later decisions that are public made of it."""
        later = type(self)(self.model).public(at)
        return self.annotate(
            is_repealed=Exists(later.filter(effects__on=OuterRef("pk"), effects__what=Effect.REPEALS)),
            is_amended=Exists(later.filter(effects__on=OuterRef("pk"), effects__what=Effect.AMENDS)),
        )

    def standing(self, standing):
        """Of rows `with_standing`, those that stand so."""
        match standing:
            case Standing.REPEALED:
                return self.filter(is_repealed=True)
            case Standing.AMENDED:
                return self.filter(is_repealed=False, is_amended=True)
        return self.filter(is_repealed=False, is_amended=False)

    def decided_before(self, day, pk):
        """What comes after a decision in the register, the last decided first."""
        return self.filter(decided_on__lte=day).filter(Q(decided_on__lt=day) | Q(pk__lt=pk))

    def decided_after(self, day, pk):
        return self.filter(decided_on__gte=day).filter(Q(decided_on__gt=day) | Q(pk__gt=pk))


class ConsultationQuerySet(ItemQuerySet):
    def concluded(self):
        return self.filter(concluded_at__isnull=False)

    def unconcluded(self):
        return self.filter(concluded_at=None)


class RegistrationQuerySet(models.QuerySet):
    def held(self):
        """Those that have a place, or wait for one."""
        return self.filter(status__in=HELD)

    def coming(self):
        return self.filter(status=Attending.COMING)

    def waiting(self):
        return self.filter(status=Attending.WAITING)

    def many(self):
        """How many people these are."""
        return self.aggregate(many=models.Sum("people"))["many"] or 0


class RowQuerySet(models.QuerySet):
    """Rows that a commune arranges: themes, collections, duties."""

    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)


class DocumentQuerySet(ItemQuerySet):
    def dated_before(self, day, pk):
        """What comes after a document in the library, the last dated first."""
        return self.filter(dated_on__lte=day).filter(Q(dated_on__lt=day) | Q(pk__lt=pk))

    def dated_after(self, day, pk):
        return self.filter(dated_on__gte=day).filter(Q(dated_on__gt=day) | Q(pk__gt=pk))


class CommitmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(progress__in=OPEN)

    def public(self, commune, at):
        """Those of decisions of a commune that everybody may read."""
        begun = Q(decision__expires_at=None) | Q(decision__expires_at__gt=at)
        rows = self.filter(decision__commune=commune, decision__status=Status.PUBLISHED, decision__publish_at__lte=at)
        return rows.filter(begun)


class AlertQuerySet(ItemQuerySet):
    def in_force(self, at):
        """Those that were sent, were not called off, and still hold."""
        return self.public(at).filter(number__gt=0, ended_at=None, lapses_at__gt=at)


class SubscriberQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def reachable(self, at):
        """Those who said yes, and whose address is not among those that are not written to."""
        held = Suppression.objects.holding(at).filter(commune=OuterRef("commune"), digest=OuterRef("digest"))
        return self.filter(confirmed_at__isnull=False).filter(~Exists(held))

    def following(self, subscriptions):
        """Those who have one of these subscriptions."""
        return self.filter(Exists(subscriptions.filter(subscriber=OuterRef("pk"))))


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def told(self, frequency):
        return self.filter(frequency=frequency)

    def about(self, item):
        """Those that an item fits: all of it, its themes, its department, itself, its districts and what is above."""
        fits = Q(scope=Scope.EVERYTHING) | _places(item) & Q(scope=Scope.DISTRICT) | Q(item=item.pk)
        fits |= Q(scope=Scope.THEME, theme__in=item.themes.all())
        if item.department_id:
            fits |= Q(scope=Scope.DEPARTMENT, department=item.department_id)
        return self.filter(fits)

    def warned_of(self, alert):
        """Those of everybody but who follows only places that an alert does not touch."""
        return self.filter(Q(district=None) | _places(alert))

    def of_case(self, case):
        """Those that a published complaint fits: its topic, its district or what is above it, or all of them."""
        topic = Q(topic=None) | Q(topic=case.topic_id)
        district = Q(district=None)
        if case.district_id:
            district |= Q(district=case.district_id) | Q(district__in=_above(case.district))
        return self.filter(topic, district)


def _places(item):
    """The districts that an item concerns, what they are a part of, and what is a part of them."""
    if item.everywhere:
        return Q()
    districts = list(item.districts.all())
    known = {pk for district in districts for pk in (district.pk, district.parent_id) if pk}
    return Q(district__in=known) | Q(district__parent__in=[district.pk for district in districts])


def _above(district):
    return [district.parent_id] if district.parent_id else []


class MailingQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def sending(self):
        return self.filter(status=MailingStatus.SENDING)

    def waiting(self):
        return self.filter(status=MailingStatus.ASKED)


class PetitionQuerySet(CaseQuerySet):
    def shown(self, commune):
        """What everybody may read, the newest first: with cleared words, what became of it, and its last `outcome`."""
        rows = self.of(commune).published().select_related("publication", "session", "decision")
        return rows.with_outcome().defer("description", "search_text").order_by("-published_at", "-pk")

    def with_outcome(self):
        last = Answer.objects.filter(case=OuterRef("pk")).order_by("-number")
        return self.annotate(outcome=Subquery(last.values("outcome")[:1]))

    def at_stage(self, stage):
        """Those that a list of a Stage shows."""
        match stage:
            case Stage.COLLECTING:
                return self.open().filter(deposited_at=None)
            case Stage.DEPOSITED:
                return self.open().filter(deposited_at__isnull=False)
            case Stage.ANSWERED:
                return self.filter(outcome__isnull=False).exclude(state__in=OPEN_CASES)
        return self


class QuestionQuerySet(CaseQuerySet):
    def shown(self, commune):
        """What everybody may read, the newest first, with its cleared words and whom it is for."""
        rows = self.of(commune).published().select_related("publication", "member", "commission", "event")
        return rows.defer("description", "search_text").order_by("-published_at", "-pk")

    def at_meeting(self, event):
        """What everybody may read of the questions to a meeting, the most asked first, with their cleared words."""
        rows = self.filter(event=event).published().select_related("publication")
        return rows.defer("description", "search_text").order_by("-supports", "published_at", "pk")

    def unread(self, event):
        """What nobody has read yet of the questions to a meeting, the oldest first."""
        rows = self.filter(event=event, published_at=None, publish_agreed_at__isnull=False).open()
        return rows.exclude(live="left_out").order_by("opened_at", "pk")

    def at_stage(self, stage):
        """Those that a list of Shown shows: without, or with, an answer that everybody may read."""
        match stage:
            case Shown.WAITING:
                return self.filter(publication__answer="")
            case Shown.ANSWERED:
                return self.exclude(publication__answer="")
        return self
