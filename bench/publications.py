"""Fills a commune with publications and with people who follow them, table by table. Needs Django set up."""

from datetime import timedelta

from communications.models import Announcement, Event, Item, Subscriber, Subscription, Theme
from communications.states.items import ANNOUNCEMENT, EVENT
from portal.communes.models import District
from portal.notifications.addresses import digest

ITEMS, EVENTS = 10_000, 2_000
BODY = "## {0}\n\n" + "تشتغل المصلحة من **التاسعة صباحا إلى الرابعة بعد الزوال**، وقد ينقطع الضوء ساعة.\n\n" * 8
WORDS = {"ar": "تعويض مصابيح الإنارة العمومية، الحي {0}", "fr": "Remplacement de l’éclairage public, quartier {0}"}


def load(commune, at):
    """Give the commune its publications, half a year of them, a fifth of which are events, and some to come."""
    by = commune.memberships.filter(role="publisher").first().user
    districts, themes = list(District.objects.of(commune)), list(Theme.objects.of(commune))
    items = Item.objects.bulk_create([_item(commune, by, number, at) for number in range(ITEMS)], batch_size=1000)
    for number, item in enumerate(items):
        if item.model == EVENT:
            begins = at + timedelta(hours=number / 2 - EVENTS / 4)
            Event(item_ptr_id=item.pk, starts_at=begins, ends_at=begins + timedelta(hours=2),
                  place_ar="دار الشباب", place_fr="Maison des jeunes").save_base(raw=True)  # fmt: skip
        else:
            Announcement(item_ptr_id=item.pk).save_base(raw=True)
    own = Item.districts.through, Item.themes.through
    own[0].objects.bulk_create(
        own[0](item_id=item.pk, district_id=districts[item.pk % len(districts)].pk)
        for item in items
        if not item.everywhere
    )
    own[1].objects.bulk_create(own[1](item_id=item.pk, theme_id=themes[item.pk % len(themes)].pk) for item in items)


def _item(commune, by, number, at):
    is_event, moment = number % (ITEMS // EVENTS) == 0, at - timedelta(minutes=25 * (ITEMS - number))
    words = {f"title_{code}": text.format(number) for code, text in WORDS.items()}
    words |= {f"summary_{code}": text.format(number) for code, text in WORDS.items()}
    words |= {f"body_{code}": BODY.format(number) for code in WORDS}
    return Item(
        commune=commune,
        model=EVENT if is_event else ANNOUNCEMENT,
        kind="public" if is_event else "works",
        contact_ar="05 39 00 00 00",
        contact_fr="05 39 00 00 00",
        everywhere=number % 3 == 0,
        status="published",
        publish_at=moment,
        news_at=moment,
        search_text=f"{words['title_ar']} {words['title_fr']}",
        by=by,
        created_at=moment,
        changed_at=moment,
        **words,
    )


def follow(commune, count, at):
    """`count` people (a multiple of 5,000) who said yes: a tenth follow all news, the others a theme, at once."""
    themes = list(Theme.objects.of(commune))
    for start in range(0, count, 5000):
        addresses = [f"n{number}@example.org" for number in range(start, start + 5000)]
        rows = Subscriber.objects.bulk_create(
            Subscriber(commune=commune, channel="email", address=address, language="ar" if number % 3 else "fr",
                       digest=digest("email", address), at=at, confirmed_at=at)
            for number, address in enumerate(addresses)
        )  # fmt: skip
        Subscription.objects.bulk_create(
            Subscription(subscriber=row, frequency="at_once", at=at, confirmed_at=at, **_wish(row.pk, themes))
            for row in rows
        )


def _wish(number, themes):
    if number % 10 == 0:
        return {"scope": "everything", "target": "everything"}
    theme = themes[number % len(themes)]
    return {"scope": "theme", "theme": theme, "target": f"theme:theme{theme.pk}"}
