from io import BytesIO

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from portal import uploads

BOUNDARY = "frontier"


def parse(*parts):
    """Send these (name, filename or None, content) as a browser does, through the handlers of the portal."""
    body = b""
    for name, filename, content in parts:
        kind = f'; filename="{filename}"' if filename else ""
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{kind}\r\n\r\n'.encode() + content + b"\r\n"
        )
    body += f"--{BOUNDARY}--\r\n".encode()
    meta = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(len(body))}
    handlers = [MemoryFileUploadHandler(), uploads.CappedFileUploadHandler()]
    return MultiPartParser(meta, BytesIO(body), handlers).parse()


def test_a_file_within_the_limit_arrives_whole():
    content = bytes(range(256)) * 20_000  # 5 MB
    _post, files = parse(("files", "photo.jpg", content))
    assert files["files"].size == len(content)
    assert files["files"].read() == content


def test_what_is_too_large_is_not_kept_but_its_true_size_is_known(monkeypatch):
    monkeypatch.setattr(uploads, "KEPT", 1_000_000)
    _post, files = parse(("files", "a.mp4", b"x" * 4_000_000), ("files", "b.mp4", b"y" * 4_000_000))
    assert [file.size for file in files.getlist("files")] == [4_000_000, 4_000_000]
    assert sum(len(file.read()) for file in files.getlist("files")) == 1_000_000


def test_the_text_after_a_file_that_is_too_large_is_still_read(monkeypatch):
    monkeypatch.setattr(uploads, "KEPT", 1_000_000)
    post, _files = parse(("files", "a.mp4", b"x" * 4_000_000), ("description", None, "مصباح منطفئ".encode()))
    assert post["description"] == "مصباح منطفئ"


def test_a_text_of_fifty_thousand_letters_is_read():
    post, _files = parse(("description", None, ("ش" * 50_000).encode()))
    assert len(post["description"]) == 50_000
