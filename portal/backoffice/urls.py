"""The addresses of the staff site that are no configuration pages: (route, view, name), wrapped by the site."""

from django.urls import register_converter

from .views import (
    account,
    case,
    configuration,
    dashboard,
    data_requests,
    distribution,
    figures,
    holidays,
    inbox,
    inventories,
    member_accounts,
    members,
    paper,
    recordings,
    register,
    retention,
    saved,
    trail,
)


class ReferenceConverter:
    """A reference as it is printed ("LAR-2026-000001"); lower-case words are addresses of configuration pages."""

    regex = r"[A-Z]{2,5}-\d{4}-\d{6,12}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(ReferenceConverter, "reference")


PAGES = [
    ("", dashboard.index, "index"),
    ("language/", account.language_choose, "language"),
    ("shortcuts/", account.shortcuts, "shortcuts"),
    ("alerts/", account.alerts_choose, "alerts"),
    ("logout/", account.sign_out, "logout"),
    ("cases/", inbox.inbox, "inbox"),
    ("cases/assign/", distribution.cases_assign, "cases_assign"),
    ("lists/", saved.saved_list, "saved_list"),
    ("lists/add/", saved.saved_add, "saved_add"),
    ("lists/<int:pk>/", saved.saved_change, "saved_change"),
    ("cases/<reference:reference>/", case.case, "case"),
    ("cases/<reference:reference>.pdf", paper.case_paper, "case_paper"),
    ("cases/<reference:reference>/recordings/<slug:key>/", recordings.transcript, "transcript"),
    ("cases/<reference:reference>/<slug:action>/", case.case_action, "case_action"),
    ("figures/", figures.figures, "figures"),
    ("figures/<slug:table>.csv", figures.figure_table, "figure_table"),
    ("register/", register.register, "register"),
    ("register/<slug:format>/", register.register_file, "register_file"),
    ("inventories/", inventories.inventory_list, "inventories"),
    ("inventories/<int:year>/", inventories.inventory, "inventory"),
    ("inventories/<int:year>.pdf", inventories.inventory_paper, "inventory_paper"),
    ("configuration/", configuration.configuration, "configuration"),
    ("configuration/history/", trail.settings_history, "settings_history"),
    ("configuration/retention/", retention.retention_forecast, "retention"),
    ("holidays/", holidays.holiday_list, "holidays"),
    ("holidays/add/", holidays.holiday_add, "holiday_add"),
    ("holidays/<int:pk>/", holidays.holiday_move, "holiday_move"),
    ("data-requests/", data_requests.data_request_list, "data_requests"),
    ("data-requests/<int:pk>/", data_requests.data_request, "data_request"),
    ("members/", members.member_list, "members"),
    ("members/invite/", members.member_invite, "member_invite"),
    ("members/<int:pk>/account/", member_accounts.member_account, "member_account"),
    ("members/<int:pk>/deactivate/", member_accounts.member_deactivate, "member_deactivate"),
    ("members/<int:pk>/end/", members.member_end, "member_end"),
    ("members/<int:pk>/absence/", members.member_absence, "member_absence"),
]
