"""Fields that a form does not ask for do nothing: every form of the portal, sent with and without them.

Each page that takes a form is opened by somebody who may send it, filled in, and sent twice: plain, and with names of
columns beside. What is then in the database is compared row by row.
"""

from contextlib import contextmanager
from uuid import UUID

import pytest
from django import forms
from django.db import connection, transaction
from django.urls import reverse

from communications.models import Contribution
from portal.backoffice.models import SavedFilter
from portal.cases.views.following import join_token
from tests.fixtures.builders import NOW
from tests.fixtures.world import PASSWORD, ask
from tests.security import matrix

pytestmark = pytest.mark.django_db
TABLE = matrix.read()
# Lists and histories of configuration pages take no form: the admin answers a POST like a GET
NO_FORMS = ("_changelist", "_history")
# Who sends a form, the first of these who may
SENDERS = [
    "owner",
    "officer",
    "director",
    "publisher",
    "administrator",
    "clerk",
    "head",
    "consulted",
    "holder",
    "stranger",
]
GRABBED = {
    "state": "closed", "reference": "LAR-2026-999999", "is_staff": "on", "is_superuser": "on", "is_active": "",
    "role": "administrator", "roles": "administrator", "received_on": "2020-01-01", "opened_at": "2020-01-01",
    "due_at": "2090-01-01", "closed_at": "2020-01-01", "publish": "on", "published_at": "2020-01-01",
    "publish_agreed_at": "2020-01-01", "assignee": "1", "assignee_id": "1", "department_id": "1", "user": "1",
    "user_id": "1", "owner": "1", "owner_id": "1", "by": "1", "by_id": "1", "id": "1", "pk": "1", "code_version": "9",
    "satisfied": "on", "channel": "import", "external_reference": "C-1", "internal": "on", "entered_by": "1",
    "model": "x.y", "decided_by": "1", "approved_by": "1", "outcome": "x", "granted": "on", "prefix": "ZZ",
    "password": "x", "is_final": "on", "at": "2020-01-01", "key": "x", "token": "x", "ended_at": "2020-01-01",
    "anonymised_at": "2020-01-01", "confirmed_at": "2020-01-01", "search_text": "x", "four_eyes": "on", "number": "9",
    "used_at": "2020-01-01", "expires_at": "2090-01-01", "purpose": "change", "commune_code": "x", "active": "",
    "provisional": "on", "to_confirm": "", "path": "/etc/passwd", "kind_label": "x", "duplicate_of": "1",
}  # fmt: skip
IN_PAGE = {  # the form of an address that shows another page
    "cases:reply": "reply",
    "cases:review": "review",
    "citizens:erasure_ask": "erasure",
    "citizens:correction_ask": "correction",
}


def sender(name):
    allowed = (role for role in SENDERS if TABLE[name][role][1] not in matrix.REFUSALS)
    return next(allowed, None)


def forms_of(world, role, name, address):
    """(the form that a person finds at an address or None, the formsets beside it)"""
    page = world.client(role).get(address, follow=True)
    if page.context is None:
        return None, []
    if "adminform" in page.context:
        inlines = page.context.get("inline_admin_formsets", [])
        return page.context["adminform"].form, [inline.formset for inline in inlines]
    return page.context.get(IN_PAGE.get(name, "form")), []


def typed(form):
    """What a person types into a form: what stands there, and something in every empty field that must be filled."""
    data = {}
    for bound in form:
        value = bound.value()
        if value in (None, "", []) and (bound.field.required or isinstance(bound.field, forms.DateField)):
            value = sample(bound.field)
        if value is not None and value is not False and value != "":
            data[bound.html_name] = "on" if value is True else value
    return data


def sample(field):
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.first().pk
    if isinstance(field, forms.ChoiceField):
        pairs = [
            pair for key, label in field.choices for pair in (label if isinstance(label, list) else [(key, label)])
        ]
        value = next(str(key) for key, _label in pairs if key)
        return [value] if isinstance(field, forms.MultipleChoiceField) else value
    by_type = {
        forms.DateTimeField: "2026-12-15T10:00", forms.DateField: "2026-12-15", forms.EmailField: "new@example.org",
        forms.BooleanField: "on", forms.IntegerField: 5, forms.FloatField: 5, forms.UUIDField: UUID(int=7),
        forms.SlugField: "grabbed",
    }  # fmt: skip
    return next((value for kind, value in by_type.items() if isinstance(field, kind)), "نص جديد 0612345678")


def result(world, role, address, data):
    """(status, {table: its rows}) after a POST, for the tables that it wrote to."""
    rows = {}
    with counting_as_before(), transaction.atomic():
        answer, _body, written = ask(world.browsers[role], "post", address, data, keep=True)
        for table in written:
            rows[table] = contents(table)
        transaction.set_rollback(True)
    return answer.status_code, rows


RANDOM = {"password", "token", "submission_token", "session_key", "nonce", "sealed", "supporter"}


def contents(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        kept = [number for number, name in enumerate(names) if name not in RANDOM]
        return sorted(str([row[number] for number in kept]) for row in cursor.fetchall())


@contextmanager
def counting_as_before():
    """Let rows that are taken back leave no gap, so that the same POST again writes the same numbers."""
    with connection.cursor() as cursor:
        found = []
        if connection.vendor == "postgresql":  # whose sequences stand outside of transactions
            cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences")
            found = cursor.fetchall()
        yield
        for name, last in found:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


SENT_AT_LEAST = 60  # forms that change something; may only grow
# Who sends it, where the first who may would find nothing to send
BY = {"citizens:correction_ask": "other citizen", "account_login": "stranger", "citizens:sign_in": "stranger"}
# Addresses whose POST, sent like this, writes nothing: each was looked at. Codes and passkeys cannot be made up here.
WRITE_NOTHING = {
    "healthz", "readyz", "healthz_deadlines", "set_language", "accounts:resume", "complaints:complaint_similar",
    "backoffice:login", "backoffice:logout", "account_logout", "cases:track", "cases:object", "citizens:code_enter",
    "account_reset_password_from_key", "account_reauthenticate", "account_set_password",
    "mfa_authenticate", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn",
    "backoffice:communes_department_delete", "backoffice:complaints_category_delete",  # in use: they stay
    "backoffice:communications_theme_delete", "backoffice:communications_collection_delete",
    "backoffice:communications_member_delete",
    "backoffice:mailing_ask", "backoffice:event_called", "backoffice:consultation_conclude",
    "backoffice:communications_askedsubject_delete", "backoffice:case_action publish-answer of a request",
}  # fmt: skip


def words(world):
    """What is typed where it cannot be guessed from the form."""
    opened, clerk = world.actions["open"], SavedFilter.objects.of(world.mine).first().owner
    contact, number = {"contact": "new@example.org"}, {"number": "15"}
    password = {"oldpassword": PASSWORD, "password1": "another secret 43", "password2": "another secret 43"}
    return {
        "backoffice:language": {"language": "ar"},
        "backoffice:cases_assign": {
            "case": [opened.pk],
            "assignee": clerk.pk,
            "seen_at": NOW.isoformat(),
        },
        "backoffice:member_invite": {"name_latin": "Amal", "department": world.lighting.pk},
        "backoffice:member_account": {"do": "reset"},
        "backoffice:communes_emergencynumber_add": number,
        "backoffice:communes_emergencynumber_change": {"number": "19"},
        "backoffice:case_action contacts": {"email": "new@example.org"},
        "backoffice:case_action correct": {"address": "قرب السوق"},
        "backoffice:case_action duplicate": {"original": world.actions["approve"].reference},
        "account_login": {"login": world.colleague.email, "password": PASSWORD},
        "account_reauthenticate": {"password": PASSWORD},
        "account_change_password": password,
        "account_reset_password": {"email": world.colleague.email},
        "backoffice:item_add": {"title_ar": "نص", "everywhere": "on"},
        "backoffice:event_add": {"title_ar": "نص", "everywhere": "on", "ends_at": "2026-12-16T10:00"},
        "backoffice:event_cancel": {"cancellation_ar": "نص", "cancellation_fr": "نص"},
        "backoffice:entry_add": {"title_ar": "نص", "title_fr": "نص"},
        "backoffice:diffusion_add": {"on": "2026-11-20"},
        "backoffice:decision_add": {"title_ar": "نص", "everywhere": "on", "decided_on": "2026-11-20", "posted_on": ""},
        "backoffice:decision_edit": {"posted_on": "2026-11-21"},
        "backoffice:consultation_add": {"title_ar": "نص", "everywhere": "on", "closes_at": "2027-01-15T10:00"},
        "backoffice:contributions": {"show": Contribution.objects.filter(consultation__commune=world.mine).first().pk},
        "communications:contribute": {"text": "نص", "email": "new@example.org"},
        "backoffice:document_add": {"title_ar": "نص", "everywhere": "on", "dated_on": "2026-11-20"},
        "backoffice:document_edit": {"dated_on": "2026-11-20"},
        "backoffice:commitment_add": {"text_ar": "نص", "text_fr": "نص", "due_on": "2026-12-31"},
        "backoffice:commitment_edit": {"text_ar": "نص", "text_fr": "نص"},
        "backoffice:alert_add": {"title_ar": "نص", "everywhere": "on"},
        "backoffice:alert_end": {"summary_ar": "نص", "summary_fr": "نص"},
        "backoffice:item_withdraw": {"reason": "نص"},
        "backoffice:mailing_refuse": {"reason": "نص"},
        "communications:question_file": {"subject": "سؤال"},
        "communications:live": {"subject": "سؤال"},
        "communications:petition_file": {"subject": "نص", "description": "نص", "email": "new@example.org"},
        "communications:petition_file ?for=citizen": {"subject": "نص", "received_on": "2026-11-20", "on_paper": ""},
        "communications:petition_show": {"email": "new@example.org", "quarter": "نص"},
        "communications:signature": {"confirm": "1"},
        "backoffice:case_action sheet of a petition": {"count": "5", "on": "2026-11-20"},
        "backoffice:live_do": {"do": "now"},
        "communications:question_file ?for=citizen": {"subject": "سؤال", "received_on": "2026-11-20"},
        "communications:request_file": {"identity_number": "AB123"},
        "communications:request_file ?for=citizen": {"identity_number": "AB123", "received_on": "2026-11-20"},
        "backoffice:case_action extend of a request": {"days": "5"},
        "communications:subscribe": {"email": "new@example.org", "everything": "on"},
        "communications:subscription": {"leave": "1"},
        "communications:register": {"email": "new@example.org", "people": "1"},
        "cases:follow": {"email": "new@example.org"},
        "cases:following": {"leave": "1"},
        "cases:reply": {"text": "نص"},
        "citizens:preferences": {"name": "اسم آخر"},
        "citizens:sign_in": contact,
        "citizens:address_change": contact,
    }


def addresses(world):
    """Those of the table, on a case where there is something to send."""
    found = world.addresses(world.mine)
    for name in ("reply", "withdraw", "object"):
        found[f"cases:{name}"] = reverse(f"cases:{name}", args=[world.actions["open"].reference])
    found["backoffice:saved_add"] += "?state=closed"
    found["cases:follow"] = reverse("cases:follow", args=[join_token(world.actions["open"])])
    return {name: address for name, address in found.items() if not name.endswith(NO_FORMS)}


def test_fields_that_no_form_asks_for_do_nothing(world):
    grabbed = {**GRABBED, "commune": world.other.pk, "commune_id": world.other.pk, "department": world.lighting.pk}
    wrong, sent, idle, given = [], set(), set(), words(world)
    for name, address in addresses(world).items():
        role = BY.get(name) or sender(name)
        if role is None:
            continue
        data, own = typed_at(world, role, name, address)
        data |= given.get(name, {})
        plain = result(world, role, address, data)
        more = {key: value for key, value in grabbed.items() if key not in own | set(data)}
        got = result(world, role, address, {**data, **more})
        assert plain[0] < 500, name
        if plain != got:
            wrong.append((name, role, plain[0], got[0], differing(plain[1], got[1])))
        (sent if plain[1] else idle).add(name)
    assert not wrong, wrong
    assert idle == WRITE_NOTHING
    assert len(sent) >= SENT_AT_LEAST


def typed_at(world, role, name, address):
    """(what a person types on the page of an address, the names that its form asks for)"""
    form, inlines = forms_of(world, role, name, address)
    data, own = ({}, set()) if form is None else (typed(form), {bound.html_name for bound in form})
    for part in inlines:
        data |= {**typed(part.management_form), f"{part.prefix}-TOTAL_FORMS": part.initial_form_count()}
        for row in part.initial_forms:
            data |= typed(row)
    if name.endswith("_delete"):
        data["post"] = "yes"
    return data, own


def differing(one, other):
    return {
        table: sorted(set(one.get(table, ())) ^ set(other.get(table, ())))[:3]
        for table in {*one, *other}
        if one.get(table) != other.get(table)
    }
