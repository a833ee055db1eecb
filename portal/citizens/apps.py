from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensConfig(AppConfig):
    name = "portal.citizens"
    label = "citizens"
    verbose_name = _("Citizens")
    mail_context = "portal.citizens.mail.context"
    seed = "portal.citizens.seeding.seed"
    demo = "portal.citizens.demo.scenes"
    navigation = [{"title": _("My cases"), "url_name": "citizens:case_list", "icon": "person", "order": 95}]
    dashboard_panels = ("portal.citizens.panels.waiting_requests",)
