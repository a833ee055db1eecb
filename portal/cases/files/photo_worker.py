"""The short-lived child that opens an untrusted photo and writes it anew.

Run by path (`python -I photo_worker.py …`), so that neither Django nor this package is imported: it starts in a few
hundredths of a second. It writes one line of JSON: either the new picture's width and height, or why it was refused.
Only pixels are written: no EXIF, no place, no colour profile, no comment.
"""

import errno
import json
import math
import sys
from pathlib import Path

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageDraw

sys.path.append(str(Path(__file__).parent))

from child_limits import limit_oneself

LONGEST_SIDE = 2048
LONGEST_THUMBNAIL_SIDE = 400
QUALITY = 82
THUMBNAIL_QUALITY = 75
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def prepare_decoders():
    """Let Pillow read HEIC with one thread, and count pixels ourselves instead of Pillow's warning."""
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None


def rewrite(source, target, thumbnail, *, encoding, max_pixels, boxes=()):
    """Write `target` and `thumbnail` as JPEG from the photo at `source`; return what the parent is told."""
    with Image.open(source, formats=[encoding]) as image:
        if max_pixels and image.width * image.height > max_pixels:
            return {"refused": "too_many_pixels", "pixels": image.width * image.height}
        if encoding == "JPEG":
            image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        small = shrink(image, LONGEST_SIDE)
    picture = black_out(upright(on_white_srgb(small)), boxes)
    save(picture, target, QUALITY)
    save(shrink(picture, LONGEST_THUMBNAIL_SIDE), thumbnail, THUMBNAIL_QUALITY)
    return {"width": picture.width, "height": picture.height}


def shrink(image, longest):
    """A copy no side of which is longer than `longest` pixels; a small image keeps its size."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode.startswith("I"):
        image = eight_bits(image)
    scale = min(1, longest / max(image.size))
    size = tuple(max(1, round(side * scale)) for side in image.size)
    if size == image.size:
        image.load()
        return image.copy()
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def eight_bits(image):
    """16-bit grey as 8-bit grey: Pillow's own conversion would cut every bright pixel to white."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def upright(image):
    """Turn the photo as its EXIF orientation says; broken EXIF is no reason to refuse a photo."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # Pillow's EXIF reader may raise anything on broken bytes
        orientation = None
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def black_out(picture, boxes):
    """Paint boxes (left, top, width, height in percent of the upright picture) black, rounded outwards to pixels."""
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        first = (math.floor(left * picture.width / 100), math.floor(top * picture.height / 100))
        last = (
            math.ceil((left + width) * picture.width / 100) - 1,
            math.ceil((top + height) * picture.height / 100) - 1,
        )
        draw.rectangle([first, (max(first[0], last[0]), max(first[1], last[1]))], fill="black")
    return picture


def on_white_srgb(image):
    """The image without transparency, and its colours as sRGB, for the profile itself is not kept."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        white.info = image.info
        image = white
    if profile and image.mode in {"RGB", "CMYK"}:
        image = to_srgb(image, profile)
    return image.convert("RGB")


def to_srgb(image, profile):
    """A broken or foreign profile is no reason to refuse a photo: its colours are then taken as they are."""
    try:
        own = ImageCms.ImageCmsProfile(ImageCms.core.profile_frombytes(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def save(image, path, quality):
    image.info = {}  # Pillow would write the comment and the profile found there
    image.save(path, "JPEG", quality=quality, optimize=True, progressive=True)


def main(source, target, thumbnail, encoding, max_pixels, seconds, megabytes, boxes="[]"):
    limit_oneself(seconds=int(seconds), megabytes=int(megabytes))
    prepare_decoders()
    try:
        given = {"encoding": encoding, "max_pixels": int(max_pixels), "boxes": json.loads(boxes)}
        told = rewrite(source, target, thumbnail, **given)
    except MemoryError:
        told = {"refused": "timeout", "why": "memory"}
    except Exception as error:  # a decoder may raise anything on a broken file
        full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        code = "no_room" if full else "damaged"
        told = {"refused": code, "why": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
