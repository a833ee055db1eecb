"""Black boxes on the public copy of a photo: what lies under them is gone, for good."""

import io

import pytest
from PIL import Image

from portal.cases.files import sandbox

from .sending import encoded, sample


def boxed(tmp_path, data, *boxes, encoding="JPEG"):
    source = tmp_path / "source"
    source.write_bytes(data)
    told = sandbox.rewrite_photo(source, tmp_path, encoding=encoding, max_pixels=None, boxes=boxes)
    assert "width" in told
    return [Image.open(io.BytesIO((tmp_path / name).read_bytes())) for name in ("photo.jpg", "thumbnail.jpg")]


@pytest.fixture
def white():
    return encoded(Image.new("RGB", (400, 200), "white"))


def test_a_box_is_black_and_the_rest_stays(tmp_path, white):
    for picture in boxed(tmp_path, white, (25, 50, 50, 25)):
        at = lambda x, y, p=picture: sum(p.getpixel((int(x * p.width), int(y * p.height))))  # noqa: E731
        assert at(0.5, 0.6) < 20
        assert at(0.27, 0.52) < 60
        assert at(0.1, 0.6) > 700
        assert at(0.5, 0.3) > 700


@pytest.mark.parametrize("box", [(0, 0, 100, 100), (99.9, 99.9, 0.1, 0.1), (0, 0, 0.01, 0.01)])
def test_the_smallest_and_the_largest_box_are_drawn(tmp_path, white, box):
    picture, _small = boxed(tmp_path, white, box)
    corner = (picture.width - 1, picture.height - 1) if box[0] > 50 else (0, 0)
    assert sum(picture.getpixel(corner)) < 450, box


def test_without_boxes_nothing_is_painted(tmp_path, white):
    picture, _small = boxed(tmp_path, white)
    assert picture.convert("L").getextrema()[0] > 240


def test_a_copy_carries_no_data_about_the_photo(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "Fatima"
    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), "navy").save(buffer, "JPEG", exif=exif, comment=b"Fatima")
    for picture in boxed(tmp_path, buffer.getvalue(), (10, 10, 20, 20)):
        assert not picture.getexif()
        assert b"Fatima" not in (tmp_path / "photo.jpg").read_bytes()
        assert "comment" not in picture.info


def test_boxes_are_drawn_on_heic_too(tmp_path):
    picture, _small = boxed(tmp_path, sample("photo.heic"), (0, 0, 50, 50), encoding="HEIF")
    assert sum(picture.getpixel((picture.width // 4, picture.height // 4))) < 30
