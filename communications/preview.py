"""What goes out for an item: the very texts, in each language, with what they cost."""

from decimal import Decimal

from django.utils import translation

from portal.notifications import rendering
from portal.notifications.gsm import parts
from portal.notifications.models import Channel, Notification

from .models import Mailing
from .services import mailings


def of(item, *, counts, at):
    """{"texts", "counts", "total", "sms_parts", "sms_cost"}: `counts` as Mailing.counted; cost in dirhams or None.

    The link of a subscriber is as long in the preview as it will be: it is that of a number of eight digits.
    """
    texts = [_text(item, channel, language, at) for language in item.languages for channel in Channel.values]
    rows = [{"channel": channel, "language": language, "count": count} for channel, language, count in _split(counts)]
    sms = sum(row["count"] * _parts(texts, row["language"]) for row in rows if row["channel"] == Channel.SMS)
    price = mailings.terms_of(item.commune).sms_price
    cost = None if price is None else (price * sms).quantize(Decimal("0.01"))
    return {"texts": texts, "counts": rows, "total": sum(counts.values()), "sms_parts": sms, "sms_cost": cost}


def _split(counts):
    for key, count in sorted(counts.items()):
        channel, _colon, language = key.partition(":")
        yield Channel(channel), language, count


def _parts(texts, language):
    by_language = {text["language"]: text["parts"] for text in texts if text["channel"] == Channel.SMS}
    return by_language.get(language) or max(by_language.values(), default=1)


def _text(item, channel, language, at):
    row = Notification(
        commune=item.commune,
        channel=channel,
        language=language,
        template=mailings.template_of(item),
        context={"to": "preview", "subscriber": 10_000_000, "item": item.pk},
        about=f"{Mailing._meta.label_lower}:0",
        queued_at=at,
        next_try_at=at,
    )
    with translation.override(language):
        made = rendering.render(row)
    return {
        "channel": Channel(channel),
        "is_sms": channel == Channel.SMS,
        "language": language,
        "subject": made.subject,
        "text": made.text,
        "parts": parts(made.text) if channel == Channel.SMS else 0,
        "length": len(made.text),
    }
