"""The pages of the backoffice on which staff write and publish: (route, view, name), wrapped by the staff site."""

from functools import partial

from . import converters  # noqa: F401  (makes <row:…> known)
from .views import (
    attending,
    desk,
    desk_alerts,
    desk_consultations,
    desk_decisions,
    desk_events,
    desk_library,
    desk_live,
    desk_petitions,
    diffusions,
    mailings,
    publishing,
    suppressions,
)

PAGES = [
    ("items/", desk.item_list, "items"),
    ("items/add/", desk.ANNOUNCEMENTS.add, "item_add"),
    ("items/<row:pk>/", desk.item_edit, "item_edit"),
    ("items/<row:pk>/preview/", desk.item_preview, "item_preview"),
    ("items/<row:pk>/publish/", publishing.item_publish, "item_publish"),
    ("items/<row:pk>/withdraw/", publishing.item_withdraw, "item_withdraw"),
    ("items/<row:pk>/mailing/", mailings.mailing_show, "mailing"),
    *(
        (f"items/<row:pk>/mailing/{what}/", partial(mailings.mailing_do, what=what), f"mailing_{what}")
        for what in mailings.DOES
    ),
    ("items/<row:pk>/diffusions/", diffusions.diffusion_add, "diffusion_add"),
    ("items/<row:pk>/diffusions/<row:number>/", diffusions.diffusion_remove, "diffusion_remove"),
    ("events/add/", desk_events.EVENTS.add, "event_add"),
    ("events/<row:pk>/", desk_events.EVENTS.edit, "event_edit"),
    ("events/<row:pk>/cancel/", publishing.event_cancel, "event_cancel"),
    ("events/<row:pk>/called/", desk_events.event_called, "event_called"),
    ("events/<row:pk>/registrations/", attending.registration_list, "registrations"),
    ("events/<row:pk>/questions/", desk_live.live, "live"),
    ("events/<row:pk>/questions/<str:reference>/", desk_live.live_do, "live_do"),
    ("events/<row:pk>/programme/", desk_events.entry_add, "entry_add"),
    ("events/<row:pk>/programme/<row:number>/", desk_events.entry_edit, "entry_edit"),
    ("petitions/<str:reference>/signatures/", desk_petitions.signature_list, "signatures"),
    ("decisions/add/", desk_decisions.DECISIONS.add, "decision_add"),
    ("decisions/<row:pk>/", desk_decisions.DECISIONS.edit, "decision_edit"),
    ("decisions/<row:pk>/commitments/", desk_decisions.commitment_add, "commitment_add"),
    ("decisions/<row:pk>/commitments/<row:number>/", desk_decisions.commitment_edit, "commitment_edit"),
    ("documents/add/", desk_library.DOCUMENTS.add, "document_add"),
    ("documents/<row:pk>/", desk_library.DOCUMENTS.edit, "document_edit"),
    ("documents/duties/", desk_library.duty_list, "duties"),
    ("consultations/add/", desk_consultations.CONSULTATIONS.add, "consultation_add"),
    ("consultations/<row:pk>/", desk_consultations.CONSULTATIONS.edit, "consultation_edit"),
    ("consultations/<row:pk>/conclude/", desk_consultations.consultation_conclude, "consultation_conclude"),
    ("consultations/<row:pk>/contributions/", desk_consultations.contribution_list, "contributions"),
    ("emergencies/add/", desk_alerts.ALERTS.add, "alert_add"),
    ("emergencies/<row:pk>/", desk_alerts.ALERTS.edit, "alert_edit"),
    ("emergencies/<row:pk>/issue/", desk_alerts.alert_issue, "alert_issue"),
    ("emergencies/<row:pk>/end/", desk_alerts.alert_end, "alert_end"),
    ("mailings/", mailings.mailing_list, "mailings"),
    ("suppressions/", suppressions.suppression_list, "suppressions"),
    ("suppressions/<row:pk>/", suppressions.suppression_lift, "suppression_lift"),
    ("items/<row:pk>/files/<slug:key>/", desk.item_file, "item_file"),
]
