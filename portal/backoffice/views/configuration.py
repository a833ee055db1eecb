"""The overview of what the commune sets for itself."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.cases import rules

from .. import context

GROUPS = [
    ("commune", _("The commune")),
    ("subjects", _("What people write about")),
    ("answers", _("Answers and files")),
    ("deadlines", _("Deadlines and alerts")),
    ("publications", _("What the commune publishes")),
]
# Pages that are no tables of rows: (group, title, icon, URL name, sentence)
OWN = [
    (
        "commune",
        _("Members and absences"),
        "person",
        "backoffice:members",
        _("Who works for the commune, in which role, and who is away."),
    ),
    (
        "commune",
        _("History of settings"),
        "clock",
        "backoffice:settings_history",
        _("Who changed what in the configuration, and when."),
    ),
    (
        "commune",
        _("Keeping and anonymising"),
        "shield",
        "backoffice:retention",
        _("How long names and texts are kept, and what is anonymised next."),
    ),
    (
        "deadlines",
        _("Public holidays"),
        "calendar",
        "backoffice:holidays",
        _("Days that are not worked; confirm or move the lunar ones."),
    ),
]


@require_safe
def configuration(request):
    if not rules.may_configure(request.user, request.commune):
        raise PermissionDenied
    entries = [*_own(), *_registered(request)]
    groups = [
        {"title": title, "entries": [entry for entry in entries if entry["group"] == name]} for name, title in GROUPS
    ]
    return context.show(request, "backoffice/configuration.html", {"groups": [g for g in groups if g["entries"]]})


def _own():
    for group, title, icon, name, explains in OWN:
        yield {"group": group, "title": title, "icon": icon, "url": reverse(name), "explains": explains}


def _registered(request):
    pages: dict[Any, Any] = admin.site._registry
    for model, page in pages.items():
        if page.has_view_permission(request):
            options = model._meta
            yield {
                "group": page.group,
                "title": page.title or options.verbose_name_plural,
                "icon": page.icon,
                "url": reverse(f"backoffice:{options.app_label}_{options.model_name}_changelist"),
                "explains": page.explains,
            }
