"""The ZIP, written piece by piece while it is sent: one case and one block of a file in memory at a time."""

import json
import zipfile
from pathlib import Path
from typing import IO, cast

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from portal import formats, pillars
from portal.cases import promise, timeline
from portal.cases.models import Case, Follower

from ..models import DataRequest
from . import gathering

BLOCK = 64 * 1024
PAGE = "citizens/download/{}.html"
STYLE = Path(__file__).parent / "page.css"


class Sink:
    """What ZipFile writes to: a place without end that is emptied as it fills. It has no `tell`, so nothing seeks."""

    def __init__(self):
        self.blocks = []

    def write(self, data):
        self.blocks.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def take(self):
        taken, self.blocks = self.blocks, []
        return taken


def stream(commune, contact, *, language, at):
    """Yield the bytes of the archive of an address in a commune; words in `language`."""
    sink = Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _entries(commune, contact, language, at):
            with archive.open(_info(name, at), "w") as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield from sink.take()
    yield from sink.take()


def _info(name, at):
    info = zipfile.ZipInfo(name, formats.local(at).timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
    return info


def _entries(commune, contact, language, at):
    yield "index.html", _page(commune, contact, language, at)
    yield "page.css", [STYLE.read_bytes()]
    yield "data.json", _json(commune, contact, language, at)
    for case in _cases(commune, contact):
        for file, path in gathering.files_of(case):
            if default_storage.exists(file.path):
                yield path, _blocks(file.path)


def _cases(commune, contact):
    related = ("commune", "topic", "department", "district")
    cases = Case.objects.of(commune).opened_by(contact).select_related(*related)
    return cases.order_by("-opened_at", "-pk").iterator(chunk_size=50)


def _requests(commune, contact):
    return DataRequest.objects.of(commune).asked_by(contact)


def _followed(commune, contact):
    return Follower.objects.of(commune).at_address(contact).select_related("case")


def _blocks(path):
    with default_storage.open(path) as stored:
        while data := stored.read(BLOCK):
            yield data


def _json(commune, contact, language, at):
    """{about, cases: […], requests: […]}, a case at a time."""
    about = {"commune": str(commune), "channel": contact.channel, "address": contact.address, "made_at": at}
    yield f'{{"about": {_dumped(about)},\n"cases": ['.encode()
    for number, case in enumerate(_cases(commune, contact)):
        with translation.override(language):
            facts = gathering.of_case(case, gathering.files_of(case))
        yield f"{',' if number else ''}\n{_dumped(facts)}".encode()
    followed = [gathering.of_following(row) for row in _followed(commune, contact)]
    asked = [gathering.of_request(row) for row in _requests(commune, contact)]
    with translation.override(language):
        others = [{"title": part["title"], "rows": part["facts"]} for part in pillars.own_data(commune, contact)]
    yield f'\n],\n"following": {_dumped(followed)},\n"requests": {_dumped(asked)},\n'.encode()
    yield f'"others": {_dumped(others)}}}\n'.encode()


def _dumped(data):
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _page(commune, contact, language, at):
    """The page to read, in the language of who asks: its head, a part for each case, its foot."""
    with translation.override(language):
        shown = {"commune": commune, "contact": contact, "at": at, "asked": list(_requests(commune, contact))}
        shown |= {"followed": list(_followed(commune, contact)), "others": pillars.own_data(commune, contact)}
        shown |= {"language": language, "bidi": translation.get_language_bidi()}
        head, foot = (render_to_string(PAGE.format(part), shown) for part in ("head", "foot"))
    yield head.encode()
    for case in _cases(commune, contact):
        with translation.override(language):
            yield _part(case, at).encode()
    yield foot.encode()


def _part(case, at):
    case = case.concrete()
    promised = promise.of_case(case, at=at)
    paths = {file.pk: path for file, path in gathering.files_of(case)}
    entries = [
        {"entry": entry, "files": [(file.name, paths[file.pk]) for file in entry.files]}
        for entry in timeline.of_case(case, promised)
    ]
    shown = {"case": case, "promised": promised, "entries": entries, "sent": gathering.sent_about(case)}
    shown["public"] = gathering.publication_of(case)
    return render_to_string(PAGE.format("case"), shown)
