from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunicationsConfig(AppConfig):
    name = "communications"
    label = "communications"
    verbose_name = _("Communications")
    seed = "communications.seeding.seed"
    demo = "communications.demo.player.scenes"
    own_data = "communications.own_data.of"
    forget_person = "communications.own_data.forget"
    periods = "communications.periods.of"
    sitemaps = "communications.sitemaps.of"
    mail_context = "communications.mail.context"
    mail_own = "communications.mail.own"
    dashboard_panels = ("communications.panels.mailings_to_decide", "communications.panels.petitions_without_session")
    panels = ("communications.panels.newest",)
    banners = ("communications.panels.alerts_in_force",)
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
        {"title": _("Request for information"), "url_name": "communications:request_file", "icon": "ask", "order": 35},
    ]
    case_pages = {
        "communications.informationrequest": "communications.request_page.RequestPage",
        "communications.memberquestion": "communications.question_page.QuestionPage",
        "communications.petition": "communications.petition_page.PetitionPage",
    }
    procedures = {
        "communications.informationrequest": "communications.requests.PROCEDURE",
        "communications.memberquestion": "communications.questions.PROCEDURE",
        "communications.petition": "communications.petitions.PROCEDURE",
    }
    public_pages = {
        "communications.memberquestion": "communications:question_show",
        "communications.petition": "communications:petition_show",
    }
    desk_filing = [
        {
            "title": _("Enter a request for information"),
            "url_name": "communications:request_file",
            "query": "for=citizen",
            "order": 20,
        },
        {
            "title": _("Enter a question to the council"),
            "url_name": "communications:question_file",
            "query": "for=citizen",
            "order": 25,
        },
        {
            "title": _("Enter a petition"),
            "url_name": "communications:petition_file",
            "query": "for=citizen",
            "order": 27,
        },
    ]
    erasure = "communications.services.erasing.erase"
    case_extra = "communications/_case_extra.html"
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
                "registrations",
                "live",
                "live_do",
                "decision_add",
                "decision_edit",
                "commitment_add",
                "commitment_edit",
                "document_add",
                "document_edit",
                "duties",
                "consultation_add",
                "consultation_edit",
                "consultation_conclude",
                "contributions",
                "alert_add",
                "alert_edit",
                "alert_issue",
                "alert_end",
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
