"""Complaints shaped like real requests: subjects, hours, places and time to close of a city's 311 register, counted."""

import json
from bisect import bisect
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

SHAPE = json.loads((Path(__file__).parent / "nyc311_shape.json").read_text(encoding="utf-8"))
CELLS = 40
DAYS = 365  # over which the requests are spread
STRETCH = 24  # the sample is of one day, so what it closed was closed in hours: here in days
LANDMARKS = [
    "المدرسة",
    "المسجد",
    "السوق المركزي",
    "المستوصف",
    "الصيدلية",
    "محطة الحافلات",
    "الحديقة",
    "القنطرة",
    "المخبزة",
]
STREETS = [
    "شارع محمد الخامس",
    "زنقة ابن بطوطة",
    "شارع الحسن الثاني",
    "زنقة الأندلس",
    "شارع مولاي إسماعيل",
    "زنقة القصبة",
]
TROUBLES = [
    "مصباح منطفئ منذ أيام والزقاق مظلم ليلا",
    "ضجيج متواصل بعد منتصف الليل يمنع السكان من النوم",
    "سيارة متوقفة فوق الرصيف تمنع مرور الراجلين",
    "تسرب مياه من القناة وانتشار الحفر في الطريق",
    "تراكم النفايات قرب الحاوية وانتشار الروائح",
    "شجرة مائلة تهدد المارة بعد الرياح الأخيرة",
    "حفرة كبيرة وسط الطريق تسببت في عطب سيارات",
]


@dataclass(frozen=True)
class Sample:
    """One request: a category code, local moment of filing, moment of closing or None, a place in 0..1, and words."""

    code: str
    opened_at: datetime
    closed_at: datetime | None
    north: float
    east: float
    subject: str
    description: str
    address: str


class _Weighted:
    def __init__(self, pairs):
        self.values = [value for value, _weight in pairs]
        self.sums = list(accumulate(weight for _value, weight in pairs))

    def pick(self, random):
        return self.values[bisect(self.sums, random.random() * self.sums[-1])]


def samples(count, *, until, seed=311):
    """`count` requests of the year before `until`, the same ones for the same seed."""
    random = Random(seed)
    topics = _Weighted([((code, share), number) for code, number, share in SHAPE["topics"]])
    hours = _Weighted(list(enumerate(SHAPE["hours"])))
    cells = _Weighted([((y, x), number) for y, x, number in SHAPE["places"]])
    for _ in range(count):
        code, share = topics.pick(random)
        opened_at = _moment(random, hours, until)
        y, x = cells.pick(random)
        street, landmark = random.choice(STREETS), random.choice(LANDMARKS)
        trouble = random.choice(TROUBLES)
        yield Sample(
            code=code,
            opened_at=opened_at,
            closed_at=_closing(random, share, opened_at, until),
            north=(y + random.random()) / CELLS,
            east=(x + random.random()) / CELLS,
            subject=trouble,
            description=f"{trouble}. المرجو التدخل في أقرب وقت، {street} رقم {random.randint(1, 400)}.",
            address=f"قرب {landmark}، {street}",
        )


def _moment(random, hours, until):
    day = until - timedelta(days=random.randint(1, DAYS))
    return datetime(day.year, day.month, day.day, hours.pick(random), random.randrange(60), tzinfo=UTC)


def _closing(random, share, opened_at, until):
    if random.random() > share:
        return None
    quantiles = SHAPE["hours_to_close"]
    place = random.random() * (len(quantiles) - 1)
    low = int(place)
    length = quantiles[low] + (quantiles[low + 1] - quantiles[low]) * (place - low)
    closed_at = opened_at + timedelta(hours=length * STRETCH)
    return closed_at if closed_at < until else None
