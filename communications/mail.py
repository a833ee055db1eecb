"""What the texts under templates/communications/mail/ may say, loaded when they are sent: links are not stored."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal import pillars
from portal.cases.codes import sealed
from portal.cases.models import Case
from portal.communes.addresses import absolute
from portal.notifications.channels import Undeliverable

from . import markdown, shown
from .models import Item, Mailing, Subscriber

MANAGE = "subscriber"  # purpose of the sealed number in the address of a subscriber's page


def context(row):
    """The context of an outbox row, in the active language (its recipient's)."""
    model, _sep, pk = row.about.partition(":")
    if row.context.get("to") == "staff":
        return _of_item(row, Item.objects.get(pk=pk)) | {"why": _("This is a test: you asked for it."), "is_test": True}
    if row.context.get("to") == "preview":
        return _of_item(row, Item.objects.get(pk=row.context["item"])) | _of_subscriber(row)
    if model == Mailing._meta.label_lower:
        return _of_mailing(row, pk) | _of_subscriber(row)
    return _of_subscriber(row) | (_of_digest(row) if row.template.endswith("digest") else _of_question(pk))


def _of_mailing(row, pk):
    """What all messages of a mailing in a language say, read once for those that are sent together.

    Raise Undeliverable for what is public no longer.
    """
    memo, key = getattr(row, "memo", {}), (row.about, row.language, row.channel)
    if key not in memo:
        mailing = Mailing.objects.select_related("item", "item__department").get(pk=pk)
        memo[key] = _of_item(row, mailing.item) if mailing.item.is_public(_moment(row)) else None
    if memo[key] is None:
        raise Undeliverable("This publication is not public any more.")
    return memo[key]


def _of_item(row, item):
    line = shown.in_line(item)
    return {
        "item": line,
        "body": markdown.plain(getattr(item, f"body_{line.language}")),
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
