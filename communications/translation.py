from modeltranslation.translator import TranslationOptions, register

from .models import Announcement, Item, ItemFile, Theme


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
