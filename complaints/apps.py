from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")
    seed = "complaints.seeding.seed"
    demo = "complaints.demo.player.scenes"
    case_pages = {"complaints.complaint": "complaints.case_page.ComplaintPage"}
    desk_filing = [
        {
            "title": _("File for a citizen"),
            "url_name": "complaints:complaint_file",
            "query": "for=citizen",
            "order": 10,
        }
    ]
    panels = ("complaints.panels.our_word", "complaints.panels.published")
    public_pages = {"complaints.complaint": "complaints:complaint_show"}
    doors = [
        {
            "title": _("I complain or suggest"),
            "text": _("In writing or by voice"),
            "icon": "mic",
            "url_name": "complaints:complaint_file",
            "order": 10,
        }
    ]
    navigation = [
        {"title": _("Complaint or suggestion"), "url_name": "complaints:complaint_file", "icon": "mic", "order": 10},
        {"title": _("Published complaints"), "url_name": "complaints:complaint_list", "icon": "map", "order": 15},
        {"title": _("Figures"), "url_name": "complaints:figures", "icon": "chart", "order": 80},
    ]
