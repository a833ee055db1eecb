"""Every address of the portal, read from the URL table, with the arguments that the rows of a commune give it."""

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from communications import petition_page, question_page, request_page
from communications.models import (
    Alert,
    Commitment,
    Decision,
    Diffusion,
    Document,
    Event,
    Item,
    ItemFile,
    MemberQuestion,
    Petition,
    ProgrammeEntry,
    PublicConsultation,
    Registration,
    Signature,
    Subscriber,
)
from complaints import case_page
from portal.accounts.models import Membership
from portal.backoffice import actions
from portal.backoffice.models import SavedFilter
from portal.cases import codes
from portal.cases.models import Attachment, Case, Follower, PublishedPhoto
from portal.citizens.models import DataRequest
from portal.notifications.models import Suppression
from portal.workdays.models import Holiday

OF_QUESTIONS = [action.name for action in question_page.ACTIONS]
OF_PETITIONS = [action.name for action in petition_page.ACTIONS]
OF_REQUESTS = [action.name for action in request_page.ACTIONS]
ACTIONS = [action.name for action in (*actions.KERNEL, *case_page.ACTIONS)]

OF_NO_COMMUNE = {"mfa_remove_webauthn", "mfa_edit_webauthn"}  # a passkey is its person's alone
PUBLIC = {"complaints:complaint_show", "complaints:published_photo", "complaints:published_photo_small"}
ITEM_PAGES = {
    "communications:item_show", "communications:item_paper", "communications:item_file",
    "communications:item_file_small", "backoffice:item_edit", "backoffice:item_publish", "backoffice:item_withdraw",
    "backoffice:item_file", "backoffice:mailing", "backoffice:item_preview", "backoffice:mailing_ask",
    "backoffice:mailing_test", "backoffice:diffusion_add", "backoffice:diffusion_remove",
    "backoffice:mailing_approve", "backoffice:mailing_refuse", "backoffice:mailing_stop",
}  # fmt: skip
EVENT_PAGES = {
    "communications:event_file", "backoffice:event_edit", "backoffice:event_cancel", "backoffice:event_called",
    "backoffice:entry_add", "backoffice:entry_edit", "backoffice:registrations", "communications:register",
    "communications:live", "communications:live_screen", "backoffice:live", "backoffice:live_do",
}  # fmt: skip
DECISION_PAGES = {"backoffice:decision_edit", "backoffice:commitment_add", "backoffice:commitment_edit"}
CONSULTATION_PAGES = {
    "communications:contribute", "backoffice:consultation_edit", "backoffice:consultation_conclude",
    "backoffice:contributions",
}  # fmt: skip
ALERT_PAGES = {
    "communications:alert_document", "backoffice:alert_edit", "backoffice:alert_issue", "backoffice:alert_end",
}  # fmt: skip
PETITION_PAGES = {"communications:petition_show", "communications:petition_deposit", "backoffice:signatures"}
UNNAMED = {"backoffice:(?P<url>.*)$": "/backoffice/nowhere/"}  # the admin's last resort, a 404


def patterns(resolver=None, namespaces=(), converters=()):
    """(full name, names of the arguments) of every pattern of the URL table, depth first."""
    for entry in (resolver or get_resolver()).url_patterns:
        own = (*converters, *entry.pattern.converters)
        if isinstance(entry, URLPattern):
            groups = entry.pattern.regex.groupindex if hasattr(entry.pattern, "regex") else {}
            yield ":".join([*namespaces, entry.name or str(entry.pattern)]), tuple(dict.fromkeys([*own, *groups]))
        else:
            inner = (*namespaces, entry.namespace) if getattr(entry, "namespace", None) else namespaces
            yield from patterns(entry, inner, own)


def of(commune):
    """{address: name} of every pattern, with the rows of this commune. KeyError: an argument without a sample."""
    found = {}
    for name, wanted in patterns():
        if name in UNNAMED:
            found[UNNAMED[name]] = name
            continue
        for given in samples(name, wanted, commune):
            try:
                found[reverse(name, kwargs=given)] = name
            except NoReverseMatch:  # groups without a name
                found[reverse(name, args=list(given.values()))] = name
    return found


def samples(name, wanted, commune):
    """One dict of arguments, or several where an address has a fixed set of words."""
    if "action" in wanted:
        return [{"reference": reference(commune), "action": action} for action in ACTIONS]
    return [{argument: _sample(name, argument, commune) for argument in wanted}]


def reference(commune):
    return Case.objects.filter(commune=commune, attachments__isnull=False).first().reference


def _sample(name, argument, commune):
    if name in PUBLIC and argument == "reference":
        return Case.objects.of(commune).filter(model="complaints.complaint").published().first().reference
    if name == "communications:question_show":
        return MemberQuestion.objects.shown(commune)[0].reference
    if name in PETITION_PAGES and argument == "reference":
        return Petition.objects.shown(commune)[0].reference
    if name == "backoffice:live_do" and argument == "reference":
        return MemberQuestion.objects.filter(event__commune=commune).first().reference
    if argument == "reference":
        return reference(commune)
    if argument == "token":
        purpose = name.rpartition(":")[2]
        return SEALED[purpose](commune)
    if argument == "format":
        return "csv"
    if name == "backoffice:diffusion_remove" and argument == "number":
        return Diffusion.objects.filter(item__commune=commune).values_list("pk", flat=True)[0]
    if name == "backoffice:entry_edit" and argument == "number":
        return ProgrammeEntry.objects.filter(event__commune=commune).values_list("pk", flat=True)[0]
    if name == "backoffice:commitment_edit" and argument == "number":
        return Commitment.objects.filter(decision__commune=commune).values_list("pk", flat=True)[0]
    if argument == "number":
        return 1
    if argument == "object_id":
        return str(_first(_registered(name), commune))
    rows = {
        "backoffice:holiday_move": Holiday,
        "backoffice:member_account": Membership,
        "backoffice:member_deactivate": Membership,
        "backoffice:member_end": Membership,
        "backoffice:member_absence": Membership,
        "backoffice:saved_change": SavedFilter,
        "backoffice:data_request": DataRequest,
        "citizens:request_take_back": DataRequest,
        "backoffice:suppression_lift": Suppression,
        **dict.fromkeys(ITEM_PAGES, Item),
        **dict.fromkeys(EVENT_PAGES, Event),
        **dict.fromkeys(ALERT_PAGES, Alert),
        **dict.fromkeys(DECISION_PAGES, Decision),
        **dict.fromkeys(CONSULTATION_PAGES, PublicConsultation),
        "backoffice:document_edit": Document,
    }
    if argument == "pk":
        return 1 if name in OF_NO_COMMUNE else _first(rows[name], commune)
    if name in ("complaints:published_photo", "complaints:published_photo_small"):
        return PublishedPhoto.objects.filter(publication__case__commune=commune).values_list("key", flat=True)[0]
    if name in ITEM_PAGES and argument == "key":
        return ItemFile.objects.filter(item__commune=commune).values_list("key", flat=True)[0]
    if name in ("cases:attachment", "cases:thumbnail", "backoffice:transcript"):
        return Attachment.objects.filter(case__commune=commune).values_list("key", flat=True)[0]
    fixed = {
        "backoffice:inventory": {"year": 2026},
        "backoffice:inventory_paper": {"year": 2026},
        "complaints:inventory": {"year": 2025},
        "complaints:inventory_paper": {"year": 2025},
        "backoffice:figure_table": {"table": "topics"},
        "complaints:figure_table": {"table": "topics"},
        "account_confirm_email": {"key": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    }
    return fixed[name][argument]


SEALED = {
    "follow": lambda commune: codes.sealed("follow", Case.objects.of(commune).first().pk),
    "subscription": lambda commune: codes.sealed("subscriber", Subscriber.objects.of(commune).first().pk),
    "registration": lambda commune: codes.sealed("registration", _first_registration(commune)),
    "signature": lambda commune: codes.sealed("signature", _first_signature(commune)),
    "unsubscribe": lambda commune: codes.sealed("subscriber", Subscriber.objects.of(commune).first().pk),
    "following": lambda commune: codes.sealed("follower", Follower.objects.of(commune).first().pk),
}


def _first_signature(commune):
    return Signature.objects.filter(petition__commune=commune).values_list("pk", flat=True)[0]


def _first_registration(commune):
    return Registration.objects.filter(event__commune=commune).values_list("pk", flat=True)[0]


def _registered(name):
    """The model whose configuration page this is."""
    for model in admin.site._registry:
        if f":{model._meta.app_label}_{model._meta.model_name}_" in name:
            return model
    raise KeyError(name)


def _first(model, commune):
    """The first row of a model that belongs to a commune."""
    if model is type(commune):
        return commune.pk
    paths = (
        "commune",
        "case__commune",
        "holiday__commune",
        "membership__commune",
        "membership__commune",
        "memberships__commune",
    )
    fields = {field.name for field in model._meta.get_fields()}
    path = next(path for path in paths if path.split("__")[0] in fields)
    return model._default_manager.filter(**{path: commune}).order_by("pk").values_list("pk", flat=True)[0]
