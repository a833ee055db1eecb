from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "portal.cases"
    label = "cases"
    verbose_name = _("Cases")
    mail_context = "portal.cases.mail.context"
    seed = "portal.cases.seeding.seed"
    navigation = [{"title": _("Follow a case"), "url_name": "cases:track", "icon": "search", "order": 90}]
