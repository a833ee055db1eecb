from modeltranslation.translator import TranslationOptions, register

from .models import Announcement, Event, Item, ItemFile, ProgrammeEntry, Theme


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "contact")


@register(Announcement)
class AnnouncementTranslation(TranslationOptions):
    fields = ()


@register(ItemFile)
class ItemFileTranslation(TranslationOptions):
    fields = ("words",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("place", "organisers", "partners", "cancellation")


@register(ProgrammeEntry)
class ProgrammeEntryTranslation(TranslationOptions):
    fields = ("title", "text", "speakers")
