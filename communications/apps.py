from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunicationsConfig(AppConfig):
    name = "communications"
    label = "communications"
    verbose_name = _("Communications")
    seed = "communications.seeding.seed"
    demo = "communications.demo.player.scenes"
    sitemaps = "communications.sitemaps.of"
    mail_context = "communications.mail.context"
    dashboard_panels = ("communications.panels.mailings_to_decide",)
    panels = ("communications.panels.newest",)
    doors = [
        {
            "title": _("I read the news"),
            "text": _("Works, decisions, meetings"),
            "icon": "megaphone",
            "url_name": "communications:item_list",
            "order": 30,
        }
    ]
    navigation = [
        {"title": _("News"), "url_name": "communications:item_list", "icon": "megaphone", "order": 30},
    ]
    desk_pages = "communications.desk.PAGES"
    desk_menu = [
        {
            "title": _("Publications"),
            "icon": "megaphone",
            "url_name": "backoffice:items",
            "pages": (
                "items",
                "item_add",
                "item_edit",
                "item_preview",
                "item_publish",
                "item_withdraw",
                "item_file",
                "diffusion_add",
                "event_add",
                "event_edit",
                "entry_add",
                "entry_edit",
                "event_cancel",
            ),
            "rule": "communications.rules.may_write",
        },
        {
            "title": _("Mailings"),
            "icon": "envelope",
            "url_name": "backoffice:mailings",
            "pages": ("mailings", "mailing", "suppressions"),
            "rule": "communications.rules.may_write",
        },
    ]
