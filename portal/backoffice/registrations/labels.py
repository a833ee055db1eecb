"""The labels of fields that hold the words of one language."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

LANGUAGES = {"_ar": ("ar", "rtl", _("%(field)s, in Arabic")), "_fr": ("fr", "ltr", _("%(field)s, in French"))}


def field_label(model, name):
    """The label of a field that holds the words of one language ("Name, in Arabic"), or "" for any other field."""
    if name[-3:] not in LANGUAGES:
        return ""
    plain = model._meta.get_field(name[:-3])
    return LANGUAGES[name[-3:]][2] % {"field": capfirst(plain.verbose_name)}
