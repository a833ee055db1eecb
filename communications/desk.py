"""The pages of the backoffice on which staff write and publish: (route, view, name), wrapped by the staff site."""

from functools import partial

from .views import desk, desk_events, diffusions, mailings, suppressions

PAGES = [
    ("items/", desk.item_list, "items"),
    ("items/add/", desk.item_add, "item_add"),
    ("items/<int:pk>/", desk.item_edit, "item_edit"),
    ("items/<int:pk>/preview/", desk.item_preview, "item_preview"),
    ("items/<int:pk>/publish/", desk.item_publish, "item_publish"),
    ("items/<int:pk>/withdraw/", desk.item_withdraw, "item_withdraw"),
    ("items/<int:pk>/mailing/", mailings.mailing_show, "mailing"),
    *(
        (f"items/<int:pk>/mailing/{what}/", partial(mailings.mailing_do, what=what), f"mailing_{what}")
        for what in mailings.DOES
    ),
    ("items/<int:pk>/diffusions/", diffusions.diffusion_add, "diffusion_add"),
    ("items/<int:pk>/diffusions/<int:number>/", diffusions.diffusion_remove, "diffusion_remove"),
    ("events/add/", desk_events.event_add, "event_add"),
    ("events/<int:pk>/", desk_events.event_edit, "event_edit"),
    ("events/<int:pk>/cancel/", desk_events.event_cancel, "event_cancel"),
    ("events/<int:pk>/called/", desk_events.event_called, "event_called"),
    ("events/<int:pk>/programme/", desk_events.entry_add, "entry_add"),
    ("events/<int:pk>/programme/<int:number>/", desk_events.entry_edit, "entry_edit"),
    ("mailings/", mailings.mailing_list, "mailings"),
    ("suppressions/", suppressions.suppression_list, "suppressions"),
    ("suppressions/<int:pk>/", suppressions.suppression_lift, "suppression_lift"),
    ("items/<int:pk>/files/<slug:key>/", desk.item_file, "item_file"),
]
