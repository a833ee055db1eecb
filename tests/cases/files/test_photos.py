"""Photos are written anew: upright, sRGB, on white, small, and without a word about who took them and where."""

import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from portal.cases.files.checking import Refused
from portal.cases.files.limits import Limit

from .sending import check, encoded, phone_exif, png_chunk, png_claiming, quarters, sample

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)
TURNED = {  # where red and blue must be seen, of (0, 0), (1, 0), (0, 1), (1, 1), so that 1 is upright again
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def colours(path):
    """The colours in the middle of the four quarters: above left, above right, below left, below right."""
    with Image.open(path) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
        across, down = image.width // 4, image.height // 4
        return [image.getpixel((x * across, y * down)) for y in (1, 3) for x in (1, 3)]


def assert_like(seen, meant, tolerance=12):
    for one, other in zip(seen, meant, strict=True):
        assert one == pytest.approx(other, abs=tolerance)


UPRIGHT = [RED, WHITE, WHITE, BLUE]


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_held_sideways_is_stored_upright(form, orientation):
    held = quarters(size=(320, 240)).transpose(TURNED[orientation])
    with check(encoded(held, form, exif=phone_exif(orientation))) as checked:
        assert (checked.width, checked.height) == (320, 240)
        assert_like(colours(checked.path), UPRIGHT)
        assert_like(colours(checked.thumbnail), UPRIGHT)


def test_a_heic_photo_keeps_its_picture():
    with check(sample("photo.heic")) as checked:
        assert_like(colours(checked.path), UPRIGHT, tolerance=20)


def sixteen_bits(image):
    return image.convert("I").point(lambda value: value * 257).convert("I;16")


MODES = [("JPEG", mode) for mode in ("RGB", "L", "CMYK")]
MODES += [("PNG", mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")]
MODES += [("WEBP", mode) for mode in ("RGB", "RGBA")]


@pytest.mark.parametrize(("form", "mode"), MODES)
@pytest.mark.parametrize("size", [(320, 240), (2600, 1950)])
def test_photos_of_every_mode_keep_their_colours_or_their_brightness(form, mode, size):
    grey, dithered = quarters("L", size), {"dither": Image.Dither.NONE}
    made = {
        "I;16": lambda: sixteen_bits(grey),
        "LA": lambda: grey.convert("LA"),
        "1": lambda: grey.convert("1", **dithered),
    }.get(mode, lambda: quarters(mode, size))()
    meant = {"L": (76, 255, 255, 29), "LA": (76, 255, 255, 29), "I;16": (76, 255, 255, 29), "1": (0, 255, 255, 0)}
    expected = [(value,) * 3 for value in meant[mode]] if mode in meant else UPRIGHT
    with check(encoded(made, form)) as checked:
        assert_like(colours(checked.path), expected, tolerance=20 if mode == "CMYK" else 12)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGBA")])
def test_what_is_transparent_becomes_white(form, mode):
    with check(encoded(Image.new("RGBA", (300, 300), (0, 0, 0, 0)).convert(mode), form)) as checked:
        assert_like(colours(checked.path), [WHITE] * 4)


@pytest.mark.parametrize("profile", [None, SRGB], ids=["bare", "with a profile"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(form, profile):
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "<x>Larache</x>")
    options = {
        "JPEG": {"comment": b"<script>alert(1)</script>", "xmp": b"<x>Larache</x>"},
        "PNG": {"pnginfo": text},
        "WEBP": {"xmp": b"<x>Larache</x>"},
    }[form]
    received = encoded(quarters(), form, exif=phone_exif(), icc_profile=profile, **options)
    assert b"SecretPhone" in received and b"Larache" in received
    with check(received + b"<script>alert(2)</script>") as checked:
        for stored in (checked.path.read_bytes(), checked.thumbnail.read_bytes()):
            for trace in (b"Exif", b"SecretPhone", b"Larache", b"script", b"ICC_PROFILE", b"http:"):
                assert trace not in stored


def test_the_heic_sample_has_a_place_and_what_is_stored_has_none():
    assert b"Phone maker" in sample("photo.heic")
    with check(sample("photo.heic")) as checked, Image.open(checked.path) as image:
        assert dict(image.getexif()) == {} and "exif" not in image.info


def test_colours_of_another_profile_are_carried_over_to_srgb():
    with check(encoded(Image.new("RGB", (300, 300), "red"), icc_profile=swapped_profile())) as checked:
        red, _, blue = colours(checked.path)[0]
        assert blue > 200 and red < 60


def swapped_profile():
    """An sRGB profile whose red is blue and whose blue is red: what the profile does is then plain to see."""
    return SRGB.replace(b"rXYZ", b"____", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"____", b"bXYZ", 1)


@pytest.mark.parametrize("profile", [b"nonsense", bytes(200)])
def test_a_broken_colour_profile_is_no_reason_to_refuse_a_photo(profile):
    with check(encoded(quarters(), "JPEG", icc_profile=profile)) as checked:
        assert_like(colours(checked.path), UPRIGHT)


def test_broken_exif_is_no_reason_to_refuse_a_photo():
    for exif in (b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0nonsense", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(90)):
        with check(encoded(quarters(), "JPEG", exif=exif)) as checked:
            assert_like(colours(checked.path), UPRIGHT)


def test_a_large_photo_is_made_smaller_and_a_small_one_keeps_its_size():
    with check(encoded(quarters(size=(4000, 3000)), "JPEG")) as checked:
        assert (checked.width, checked.height) == (2048, 1536)
        assert_like(colours(checked.path), UPRIGHT)
        with Image.open(checked.thumbnail) as thumbnail:
            assert thumbnail.size == (400, 300)
    with check(encoded(quarters(size=(30, 20)), "PNG")) as checked, Image.open(checked.thumbnail) as thumbnail:
        assert (checked.width, checked.height) == thumbnail.size == (30, 20)


def test_a_very_long_strip_is_accepted():
    with check(encoded(Image.new("RGB", (20_000, 3), "red"), "PNG")) as checked:
        assert (checked.width, checked.height) == (2048, 1)


def test_a_photo_with_a_second_picture_inside_is_read_as_one():
    with check(encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 240))])) as checked:
        assert_like(colours(checked.path), UPRIGHT)


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (320, 240), "black")]
    with check(encoded(quarters(), "WEBP", save_all=True, append_images=frames, lossless=True)) as checked:
        assert_like(colours(checked.path), UPRIGHT)


@pytest.mark.parametrize(("width", "height"), [(50_001, 1000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_by_its_header(width, height):
    with pytest.raises(Refused) as refused:
        check(png_claiming(width, height), "bomb.png")
    assert refused.value.code == "too_many_pixels"
    assert "bomb.png" in refused.value.message and "50" in refused.value.message


def test_a_png_that_promises_more_than_it_holds_is_damaged():
    with pytest.raises(Refused) as refused:
        check(png_claiming(5000, 5000))
    assert refused.value.code == "damaged"


def test_the_limit_of_pixels_is_the_callers():
    limits = {"photo": Limit(10**6, max_pixels=1000)}
    with check(encoded(Image.new("RGB", (40, 25))), limits=limits):
        pass
    with pytest.raises(Refused) as refused:
        check(encoded(Image.new("RGB", (40, 26))), limits=limits)
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "heic"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_photo_is_damaged(form, share):
    whole = sample("photo.heic") if form == "heic" else encoded(Image.effect_noise((200, 200), 80).convert("RGB"), form)
    with pytest.raises(Refused) as refused:
        check(whole[: int(len(whole) * share)], "photo.jpg")
    assert refused.value.code == "damaged"


def test_a_png_with_a_text_that_unpacks_without_end_is_refused_or_read_without_it():
    text = png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))
    whole = encoded(quarters(), "PNG")
    with pytest.raises(Refused) as refused:
        check(whole[:33] + text + whole[33:])
    assert refused.value.code == "damaged"
