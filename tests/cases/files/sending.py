"""What the tests send: real samples (see samples/README.md) and photos and documents made on the spot."""

import io
import struct
import zlib
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from portal.cases.files import checking
from portal.cases.files.limits import STARTING_LIMITS

SAMPLES = Path(__file__).parent / "samples"
PLACE = {1: "N", 2: (35.0, 11.0, 36.0), 3: "W", 4: (6.0, 9.0, 0.0)}


def sample(name):
    return (SAMPLES / name).read_bytes()


def sent(data, name="IMG_2041.jpg", content_type="application/octet-stream"):
    """An upload as a browser sends it; the name and the type are the browser's word."""
    return SimpleUploadedFile(name, data, content_type)


def check(data, name="IMG_2041.jpg", *, limits=STARTING_LIMITS, **more):
    return checking.check(sent(data, name, **more), limits=limits)


def quarters(mode="RGB", size=(320, 240)):
    """A picture that shows how it was turned: red above left, blue below right, white elsewhere."""
    image = Image.new("RGB", size, "white")
    middle = (size[0] // 2, size[1] // 2)
    image.paste("red", (0, 0, *middle))
    image.paste("blue", (*middle, *size))
    return image.convert(mode)


def encoded(image, form="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def phone_exif(orientation=1):
    """EXIF as a phone writes it: its maker, the place where the photo was taken, how it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretPhone"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(PLACE)
    return exif.tobytes()


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width, height):
    """A PNG of some hundred bytes whose header promises any number of pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(100))) + png_chunk(b"IEND", b"")


def pdf(*objects, trailer=b"<< /Root 1 0 R >>"):
    """A small PDF of these objects, numbered from 1, without a cross-reference table (readers rebuild it)."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, it) for number, it in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n"


def pdf_stream(plain, dictionary=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", *, pack=zlib.compress):
    packed = pack(plain)
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(packed), packed)
