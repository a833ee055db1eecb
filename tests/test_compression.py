import gzip

import pytest
from django.http import FileResponse, HttpResponse

from portal.compression import PageGZipMiddleware

PAGE = "<p>مصباح منطفئ في زنقة الأمل</p>" * 100


def answered(rf, response):
    return PageGZipMiddleware(lambda request: response)(rf.get("/", headers={"Accept-Encoding": "gzip, br"}))


def test_a_page_travels_compressed(rf):
    response = answered(rf, HttpResponse(PAGE))
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < len(PAGE)
    assert gzip.decompress(response.content).decode() == PAGE


@pytest.mark.parametrize("kind", ["image/jpeg", "audio/ogg", "application/pdf"])
def test_what_is_compressed_by_its_format_is_left_as_it_is(rf, kind):
    response = answered(rf, HttpResponse(PAGE.encode(), content_type=kind))
    assert "Content-Encoding" not in response


def test_a_file_keeps_its_length(rf, tmp_path):
    (tmp_path / "note.txt").write_text(PAGE)
    with (tmp_path / "note.txt").open("rb") as file:
        response = answered(rf, FileResponse(file))
        assert response["Content-Length"] == str(len(PAGE.encode()))
        assert "Content-Encoding" not in response
