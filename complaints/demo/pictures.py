"""Pictures for the demonstration: small drawn streets of white walls and blue doors, by day or by night."""

import io
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 900)
HORIZON = 520
DAY: dict[str, Any] = {
    "sky": ((126, 186, 224), (226, 240, 246)),
    "wall": (246, 244, 238),
    "road": (150, 142, 132),
    "light": 255,
}
NIGHT: dict[str, Any] = {"sky": ((8, 14, 34), (30, 38, 66)), "wall": (66, 70, 88), "road": (34, 34, 40), "light": 80}


def street(seed, *, night=False):
    """A JPEG of a street, different for each seed (any text)."""
    luck, colours = random.Random(seed), NIGHT if night else DAY  # noqa: S311  (a drawing, not a secret)
    image = Image.new("RGB", SIZE, colours["road"])
    draw = ImageDraw.Draw(image)
    _sky(draw, *colours["sky"])
    _houses(draw, luck, colours["wall"], night)
    _road(draw, luck, night)
    _lamp(draw, 200 + luck.randrange(700), colours["light"])
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    image = Image.blend(image, grain, 0.07).filter(ImageFilter.GaussianBlur(0.8))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=78)
    return file.getvalue()


def _sky(draw, top, bottom):
    for y in range(HORIZON):
        share = y / HORIZON
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        draw.line([(0, y), (SIZE[0], y)], fill=colour)


def _houses(draw, luck, wall, night):
    x = -40
    while x < SIZE[0]:
        width, height = luck.randrange(150, 260), luck.randrange(180, 360)
        shade = tuple(max(0, part - luck.randrange(26)) for part in wall)
        top = HORIZON + 60 - height
        draw.rectangle([x, top, x + width, HORIZON + 60], fill=shade, outline=tuple(part // 2 for part in wall))
        door = (24, 84, 150) if not night else (14, 34, 64)
        draw.rectangle([x + width // 2 - 24, HORIZON - 40, x + width // 2 + 24, HORIZON + 60], fill=door)
        for column in (0.2, 0.7):
            left = x + int(width * column)
            lit = (240, 206, 120) if night and luck.random() < 0.3 else door
            draw.rectangle([left, top + 40, left + 30, top + 90], fill=lit)
        x += width


def _road(draw, luck, night):
    base = 34 if night else 146
    for y in range(HORIZON + 60, SIZE[1], 6):
        tone = base - (y - HORIZON) // 16 + luck.randrange(8)
        draw.rectangle([0, y, SIZE[0], y + 6], fill=(tone + 6, tone, max(0, tone - 6)))
    for _ in range(9):  # holes, heaps and puddles: what people complain about
        x, y, r = luck.randrange(SIZE[0]), luck.randrange(HORIZON + 110, SIZE[1] - 30), luck.randrange(14, 70)
        draw.ellipse([x - r, y - r // 3, x + r, y + r // 3], fill=(base // 2, base // 2, base // 2 + 6))


def _lamp(draw, x, light):
    draw.rectangle([x, 190, x + 12, HORIZON + 120], fill=(52, 58, 66))
    draw.rectangle([x, 190, x + 110, 200], fill=(52, 58, 66))
    draw.ellipse([x + 84, 198, x + 124, 224], fill=(light, light, max(0, light - 40)))
