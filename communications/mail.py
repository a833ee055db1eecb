"""What the texts under templates/communications/mail/ may say, loaded when they are sent: links are not stored."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal import formats, pillars
from portal.cases.codes import sealed
from portal.cases.models import Case
from portal.communes.addresses import absolute
from portal.notifications.channels import Undeliverable

from . import consultations, markdown, shown
from .models import AlertMessage, Contribution, Event, Item, Mailing, Registration, Signature, Subscriber
from .states.alerts import ALERT, MessageType

HEADINGS = {
    MessageType.ALERT: gettext_lazy("Alert"),
    MessageType.UPDATE: gettext_lazy("Alert, news of it"),
    MessageType.CANCEL: gettext_lazy("End of the alert"),
}
REGISTERED = "registration"  # and in that of who comes to an event
SIGNED = "signature"  # and of who signed a petition
MANAGE = "subscriber"  # purpose of the sealed number in the address of a subscriber's page


def context(row):
    """The context of an outbox row, in the active language (its recipient's)."""
    model, _sep, pk = row.about.partition(":")
    if row.context.get("to") == "staff":
        return _words(row, Item.objects.get(pk=pk)) | {"why": _("This is a test: you asked for it."), "is_test": True}
    if row.context.get("to") == "preview":
        return _words(row, Item.objects.get(pk=row.context["item"])) | _of_subscriber(row)
    if model == Mailing._meta.label_lower:
        return _of_mailing(row, pk) | _of_subscriber(row)
    if row.template.endswith("event_change"):
        return _of_change(row) | (_of_registration(row) if row.context["to"] == "registered" else _of_subscriber(row))
    if row.template.endswith("outcome"):
        return _of_outcome(row)
    if row.template.endswith("registration"):
        return _of_registration(row)
    if row.template.endswith("signature"):
        return _of_signature(row)
    return _of_subscriber(row) | (_of_digest(row) if row.template.endswith("digest") else _of_question(pk))


def own(row):
    """What a message of a mailing has to itself: the sealed number in its reader's links. "" for other messages."""
    is_mailing = row.about.startswith(f"{Mailing._meta.label_lower}:") and row.context["to"] == "subscriber"
    return sealed(MANAGE, row.context["subscriber"]) if is_mailing else ""


def _of_mailing(row, pk):
    """What a mailing says. Raise Undeliverable for what is public no longer."""
    mailing = Mailing.objects.select_related("item", "item__department", "message").get(pk=pk)
    if not mailing.item.is_public(_moment(row)):
        raise Undeliverable("This publication is not public any more.")
    return _words(row, mailing.item, mailing.message)


def _words(row, item, message=None):
    """What is said of an item; of an alert, what `message` said, or the last one."""
    if item.model != ALERT:
        return _of_item(row, item)
    said = message or AlertMessage.objects.filter(alert=item.pk).order_by("number").last()
    language = get_language() if get_language() in said.languages else said.languages[0]
    words = {name: getattr(said, f"{name}_{language}") for name in ("title", "summary", "contact", "place")}
    body = markdown.paragraphs(getattr(said, f"body_{language}"))
    until = "" if said.type == MessageType.CANCEL else formats.moment(said.lapses_at, get_language())
    url = absolute(row.commune, shown.in_line(item).url)
    return {"alert": {**words, "heading": HEADINGS[MessageType(said.type)], "body": body, "until": until}, "url": url}


def _of_item(row, item):
    line = shown.in_line(item)
    return {
        "item": line,
        "body": markdown.paragraphs(getattr(item, f"body_{line.language}")),
        "contact": " · ".join(shown.contact(item)),
        "url": absolute(row.commune, line.url),
        "apology": shown.apology(line),
    }


def _of_subscriber(row):
    pk = row.context["subscriber"]
    token = sealed(MANAGE, pk)
    leave = absolute(row.commune, reverse("communications:unsubscribe", args=[token]))
    return {
        "manage_url": absolute(row.commune, reverse("communications:subscription", args=[token])),
        "why": _("You receive this message because you follow the news of the commune with this address."),
        "mail_headers": {
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "List-Id": f"<news.{row.commune.pk}.{absolute(row.commune, '/').split('/')[2].partition(':')[0]}>",
        },
    }


def _of_change(row):
    """An event that moves, or does not take place, as it stands now. Raise Undeliverable when it is not public."""
    event = Event.objects.select_related("department").get(pk=row.context["event"])
    if not event.is_public(_moment(row)):
        raise Undeliverable("This event is not public any more.")
    line = shown.of_event(event)
    url = absolute(row.commune, line.line.url)
    return {"event": line, "cancellation": event.cancellation if line.cancelled else "", "url": url}


def _of_outcome(row):
    """What came of a consultation, for who took part. Raise Undeliverable when it is not public any more."""
    found = Contribution.objects.select_related("consultation").get(pk=row.context["contribution"]).consultation
    if not found.is_public(_moment(row)):
        raise Undeliverable("This consultation is not public any more.")
    line = shown.in_line(found)
    return {
        "item": line,
        "outcome": markdown.paragraphs(consultations.outcome(found)),
        "url": absolute(row.commune, line.url),
        "why": _("You receive this message because you took part in this consultation and gave this address."),
    }


def _of_signature(row):
    """A signature that waits for the yes of its address. Raise Undeliverable when it was deleted meanwhile."""
    rows = Signature.objects.select_related("petition__publication")
    found = rows.filter(pk=row.context["signature"]).first()
    if found is None or found.petition.published_at is None:
        raise Undeliverable("This signature was deleted, or its petition is not public any more.")
    page = reverse("communications:signature", args=[sealed(SIGNED, found.pk)])
    return {
        "signature": found,
        "petition": found.petition.publication.subject,
        "signature_url": absolute(row.commune, page),
        "why": _("You receive this message because somebody signed a petition with this address."),
    }


def _of_registration(row):
    """What stands for who comes to an event. Raise Undeliverable when it was deleted meanwhile."""
    found = Registration.objects.select_related("event").filter(pk=row.context["registration"]).first()
    if found is None:
        raise Undeliverable("This registration was deleted.")
    page = reverse("communications:registration", args=[sealed(REGISTERED, found.pk)])
    return {
        "registration": found,
        "event": shown.of_event(found.event),
        "registration_url": absolute(row.commune, page),
        "why": _("You receive this message because somebody registered with this address for an event of the commune."),
    }


def _of_question(pk):
    subscriber = Subscriber.objects.filter(pk=pk).first()
    if subscriber is None:
        raise Undeliverable("This address was taken back.")
    waiting = subscriber.subscriptions.filter(confirmed_at=None).select_related(*shown.FOLLOWED)
    words = [shown.followed(row) for row in waiting]
    return {"wishes": words, "why": _("You receive this message because somebody gave this address to the commune.")}


def _of_digest(row):
    items = Item.objects.prefetch_related("districts").in_bulk(row.context["items"])
    public = [items[pk] for pk in row.context["items"] if pk in items and items[pk].is_public(_moment(row))]
    cases = Case.objects.published().select_related("publication", "topic").in_bulk(row.context["cases"])
    groups = _by_kind(row.commune, public)
    told = [_case_line(row.commune, cases[pk]) for pk in row.context["cases"] if pk in cases]
    if told:
        groups.append({"title": _("Published complaints"), "lines": told})
    if not groups:
        raise Undeliverable("Nothing of this digest is public any more.")
    with translation.override(row.language):
        news = absolute(row.commune, reverse("communications:item_list"))
    return {
        "groups": groups,
        "count": len(public) + len(told),
        "url": news,
        "weekly": row.context["frequency"] == "weekly",
    }


def _by_kind(commune, items):
    """The items in groups by their kind, the group of the newest first."""
    groups: dict[str, dict] = {}
    for item in items:
        line = shown.in_line(item)
        group = groups.setdefault(line.kind, {"title": line.kind, "lines": []})
        group["lines"].append({"title": line.title, "on": line.publish_at, "url": absolute(commune, line.url)})
    return list(groups.values())


def _case_line(commune, case):
    url = pillars.public_page(case)
    return {"title": case.publication.subject, "on": case.published_at, "url": absolute(commune, url) if url else ""}


def _moment(row):
    """When a message is read that is being sent now, or was."""
    return row.next_try_at or row.sent_at or row.queued_at
