from modeltranslation.translator import TranslationOptions, register

from .models import Commune, Department, District, EmergencyNumber


@register(Commune)
class CommuneTranslation(TranslationOptions):
    fields = ("name", "province", "region", "address", "opening_hours", "signatory", "signatory_title", "remedy")


@register(EmergencyNumber)
class EmergencyNumberTranslation(TranslationOptions):
    fields = ("label",)


@register(District)
class DistrictTranslation(TranslationOptions):
    fields = ("name",)


@register(Department)
class DepartmentTranslation(TranslationOptions):
    fields = ("name",)
