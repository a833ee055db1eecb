"""PDF documents: whole, open to everyone, and without what could run or unpack on a clerk's computer."""

import time
import zlib

import pytest
import typst

from portal.cases.files.checking import Refused
from portal.cases.files.limits import Limit

from .sending import check, pdf, pdf_stream, sample

CATALOG = b"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [<< /A << /S /URI /URI (https://larache.ma) >> >>] >>"


def code_of(data):
    with pytest.raises(Refused) as refused:
        check(data, "قرار.pdf")
    assert "قرار.pdf" in refused.value.message
    return refused.value.code


def test_a_plain_pdf_with_links_and_a_first_view_is_accepted():
    with check(pdf(CATALOG, PAGES, PAGE)) as checked:
        assert checked.kind == "pdf"


def test_a_pdf_of_a_real_typesetter_is_accepted():
    source = b"= Jamaati\n" + b'#pagebreak()\n= Text #link("https://example.org")[link]\n' * 30
    with check(typst.compile(source)) as checked:
        assert checked.size > 5000


def test_real_packed_objects_are_read():
    assert b"JavaScript" not in sample("script-packed.pdf")
    assert code_of(sample("script-packed.pdf")) == "dangerous"
    with check(sample("packed.pdf")) as checked:
        assert checked.kind == "pdf"


def test_a_really_locked_pdf_is_refused():
    assert code_of(sample("locked.pdf")) == "locked"


DANGERS = {
    "a script": b"<< /S /JavaScript /JS (app.alert(1)) >>",
    "a script with an escaped name": b"<< /S /J#61v#61Script /JS (app.alert(1)) >>",
    "a script with other escapes": b"<< /S /#4AavaScrip#74/JS(app.alert(1)) >>",
    "a tree of scripts": b"<< /Names << /JavaScript<< /Names [] >> >> >>",
    "a program to start": b"<< /S/Launch/F(cmd.exe) >>",
    "a name alone, referred to": b"/Launch",
    "a file inside": b"<< /Type /EmbeddedFile /Length 3 >>\nstream\nabc\nendstream",
    "a list of files inside": b"<< /Names << /EmbeddedFiles 9 0 R >> >>",
    "rich media": b"<< /Subtype /RichMedia >>",
    "a rendition, which may hold a script": b"<< /S /Rendition /JS (app.alert(1)) >>",
}


@pytest.mark.parametrize("danger", DANGERS.values(), ids=DANGERS)
def test_a_pdf_that_could_do_something_is_refused(danger):
    assert code_of(pdf(CATALOG, PAGES, PAGE, danger)) == "dangerous"


@pytest.mark.parametrize("danger", [*DANGERS.values()][:5])
@pytest.mark.parametrize("level", [0, 9])
def test_it_is_found_in_packed_objects_too(danger, level):
    packed = pdf_stream(b"7 0 " + danger, pack=lambda plain: zlib.compress(plain, level))
    assert code_of(pdf(CATALOG, PAGES, PAGE, packed)) == "dangerous"


def test_it_is_found_in_packed_objects_that_do_not_say_what_they_are():
    packed = pdf_stream(b"7 0 << /S /JavaScript >>", b"/N 1 /F#69rst 4 /Filter /FlateDecode")
    assert code_of(pdf(CATALOG, PAGES, packed)) == "dangerous"


def test_packed_objects_in_a_form_that_cannot_be_read_are_refused():
    twice = pdf_stream(b"7 0 << >>", pack=lambda plain: zlib.compress(plain).hex().encode() + b">")
    assert code_of(pdf(CATALOG, twice)) == "dangerous"


def test_packed_objects_behind_a_predictor_are_refused():
    form = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"
    assert code_of(pdf(CATALOG, pdf_stream(b"7 0 << >>", form))) == "dangerous"


def test_packed_objects_that_hide_their_end_are_refused():
    """A stored block can hold the word `endstream`: a reader that counts bytes reads on, one that seeks stops."""
    hidden = pdf_stream(b"7 0 endstream << /S /JavaScript >>", pack=lambda plain: zlib.compress(plain, 0))
    hidden = hidden.replace(b"/JavaScript", b"/J\x00vaScript")  # not to be found in the plain bytes
    assert code_of(pdf(CATALOG, hidden)) == "dangerous"


def test_packed_objects_that_unpack_without_end_are_refused():
    bomb = pdf_stream(b"7 0 " + bytes(200_000_000))
    started = time.process_time()
    assert code_of(pdf(CATALOG, bomb)) == "dangerous"
    assert time.process_time() - started < 5


def test_ordinary_packed_objects_are_accepted():
    packed = pdf_stream(b"7 0 8 20 << /Type /Page /Title (Launch of the JavaScript course) >> << /Launcher 1 >>")
    with check(pdf(CATALOG, PAGES, packed, b"<< /Type /Outlines /First 5 0 R >>", PAGE)):
        pass


def test_a_picture_after_an_outline_is_not_taken_for_packed_objects():
    picture = pdf_stream(b"\xff\xd8\xff JPEG data", b"/Subtype /Image /Filter /DCTDecode", pack=bytes)
    with check(pdf(CATALOG, b"<< /Type /Outlines /First 5 0 R >>", picture)):
        pass


@pytest.mark.parametrize("trailer", [b"<< /Encrypt 5 0 R >>", b"<< /Encr#79pt<< /V 2 >> >>"])
def test_a_locked_pdf_is_refused_with_advice(trailer):
    assert code_of(pdf(CATALOG, PAGES, trailer=trailer)) == "locked"


def test_the_word_for_unlocked_descriptions_locks_nothing():
    with check(pdf(CATALOG, b"<< /EncryptMetadata false >>")):
        pass


def test_a_pdf_cut_off_is_damaged():
    whole = pdf(CATALOG, PAGES, PAGE) + bytes(10)
    assert code_of(whole[:-20]) == "damaged"
    assert code_of(b"%PDF-1.7\n" + b"x" * 5000) == "damaged"


def test_bytes_after_the_end_are_tolerated_up_to_a_point():
    with check(pdf(CATALOG) + bytes(1000)):
        pass
    assert code_of(pdf(CATALOG) + bytes(5000)) == "damaged"


def test_a_pdf_above_the_limit_is_refused_with_both_numbers():
    with pytest.raises(Refused) as refused:
        check(pdf(CATALOG, b"x" * 2_100_000), "plan.pdf", limits={"pdf": Limit(2 * 1024 * 1024)})
    assert refused.value.code == "too_big"
    assert "2,1" in refused.value.message and "2" in refused.value.message.replace("2,1", "")


TIRING = {
    "names without end": b"/J#61" * 2_000_000,
    "streams that never end": b"/First stream\n" * 700_000,
    "streams that end at once": b"/First stream\nendstream " * 400_000,
    "slashes": b"/" * 10_000_000,
}


@pytest.mark.parametrize("data", TIRING.values(), ids=TIRING)
def test_a_pdf_made_to_keep_us_busy_is_done_with_soon(data):
    data = pdf(data[:9_900_000])
    started = time.process_time()
    try:
        check(data)
    except Refused as refused:
        assert refused.code in {"damaged", "dangerous"}
    assert time.process_time() - started < 10
