from modeltranslation.translator import TranslationOptions, register

from .models import (
    Alert,
    AlertMessage,
    Announcement,
    AskedSubject,
    Collection,
    Commission,
    Commitment,
    CommitmentStep,
    ContactPoint,
    Decision,
    Document,
    DocumentVersion,
    Event,
    Item,
    ItemFile,
    Member,
    ProgrammeEntry,
    PublicationDuty,
    PublicConsultation,
    Theme,
)


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "contact")


@register(Announcement)
class AnnouncementTranslation(TranslationOptions):
    fields = ()


@register(Alert)
class AlertTranslation(TranslationOptions):
    fields = ()


@register(AlertMessage)
class AlertMessageTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "contact", "place")


@register(ItemFile)
class ItemFileTranslation(TranslationOptions):
    fields = ("words",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("place", "organisers", "partners", "cancellation")


@register(ProgrammeEntry)
class ProgrammeEntryTranslation(TranslationOptions):
    fields = ("title", "text", "speakers")


@register(Decision)
class DecisionTranslation(TranslationOptions):
    fields = ()


@register(Commitment)
class CommitmentTranslation(TranslationOptions):
    fields = ("text",)


@register(CommitmentStep)
class CommitmentStepTranslation(TranslationOptions):
    fields = ("text",)


@register(Collection)
class CollectionTranslation(TranslationOptions):
    fields = ("name",)


@register(PublicationDuty)
class PublicationDutyTranslation(TranslationOptions):
    fields = ("name", "legal_reference")


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ()


@register(DocumentVersion)
class DocumentVersionTranslation(TranslationOptions):
    fields = ("note",)


@register(Member)
class MemberTranslation(TranslationOptions):
    fields = ("name", "delegation")


@register(Commission)
class CommissionTranslation(TranslationOptions):
    fields = ("name", "about")


@register(ContactPoint)
class ContactPointTranslation(TranslationOptions):
    fields = ("name", "does", "address")


@register(PublicConsultation)
class PublicConsultationTranslation(TranslationOptions):
    fields = ("outcome",)


@register(AskedSubject)
class AskedSubjectTranslation(TranslationOptions):
    fields = ()
