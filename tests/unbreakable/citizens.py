"""Fifty people who file, each with photos, and who try again as a browser does: the same form, the same token."""

import http.client
import io
import random
import re
import threading
import time
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from tests.fixtures.citizens import filing_url

HOST = "lar.jamaati.example"
PATIENCE = 150  # seconds in which a form has to come through
COME_AGAIN = {429, 503}
TOKEN = re.compile(r'name="submission_token" value="([0-9a-f-]{36})"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Refused(AssertionError):
    """An answer that no citizen may ever see."""


class Browser:
    """Keeps cookies and comes through the proxy from an address of its own."""

    def __init__(self, port, address):
        self.port, self.cookies = port, {}
        self.headers = {"Host": HOST, "X-Forwarded-For": address, "X-Forwarded-Proto": "https"}

    def send(self, method, path, body=None, **headers):
        """(status, text, Location) of an answer. Raise OSError or HTTPException when none came."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            link.request(method, path, body, {**self.headers, "Cookie": cookie, **headers})
            answer = link.getresponse()
            text = answer.read().decode()
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")


class Citizen(threading.Thread):
    """Files one complaint after the other until `enough` is set, and one at least."""

    def __init__(self, number, port, fields, enough, seed):
        super().__init__(name=f"citizen {number}")
        self.number, self.fields, self.enough = number, fields, enough
        self.browser = Browser(port, f"41.140.{number // 200}.{number % 200 + 1}")
        self.dice = random.Random(f"{seed} {number}")
        self.filed, self.tries, self.waits, self.error = [], [], [], None

    def run(self):
        try:
            while not self.filed or not self.enough.is_set():
                self.file(len(self.filed))
        except Exception as error:
            self.error = f"{self.name}: {error!r}"

    def file(self, round_):
        _status, page, _to = self.until_answered("GET", filing_url(), want=200)
        token, csrf = TOKEN.search(page)[1], CSRF.search(page)[1]
        files = [self.photo(round_, n) for n in range(self.dice.choice((1, 1, 2)))]
        mail = f"citizen{self.number}.{round_}@example.org"
        fields = {**self.fields, "email": mail, "submission_token": token, "csrfmiddlewaretoken": csrf}

        def body():  # the files are read anew at each try
            for file in files:
                file.seek(0)
            return encode_multipart(BOUNDARY, {**fields, "files": files})

        _status, _page, receipt = self.until_answered("POST", filing_url(), want=302, body=body)
        self.filed.append({"token": token, "email": mail, "receipt": urlsplit(receipt).path, "files": len(files)})
        reference = self.filed[-1]["receipt"].rstrip("/").rpartition("/")[2]
        _status, page, _to = self.until_answered("GET", self.filed[-1]["receipt"], want=200)
        assert reference in page, f"no {reference} on its receipt"

    def until_answered(self, method, path, *, want, body=None):
        """Send until the wanted status comes; `tries` keeps what came before it. Raise Refused at any other."""
        headers = {"Content-Type": MULTIPART_CONTENT, "Origin": f"https://{HOST}"} if body else {}
        limit = time.monotonic() + PATIENCE
        while True:
            asked = time.monotonic()
            try:
                answer = self.browser.send(method, path, body() if body else None, **headers)
            except (OSError, http.client.HTTPException) as error:
                answer = (0, type(error).__name__, "")
            self.waits.append((time.monotonic() - asked, answer[0]))
            if answer[0] == want:
                return answer
            self.tries.append(answer[0])
            if answer[0] not in {0, *COME_AGAIN} or time.monotonic() > limit:
                raise Refused(f"{answer[0]} to {method} {path}: {told(answer[1])}")
            time.sleep(self.dice.uniform(0.3, 1.2))

    def photo(self, round_, number):
        """A small photo that nobody else sends."""
        noise = self.dice.randbytes(3 * 16 * 12)
        buffer = io.BytesIO()
        Image.frombytes("RGB", (16, 12), noise).resize((320, 240)).save(buffer, "JPEG")
        return SimpleUploadedFile(f"IMG_{round_}{number}.jpg", buffer.getvalue(), "image/jpeg")


def told(page):
    """The words of a page that say what is wrong."""
    marked = re.findall(r"(?s)(?:invalid-feedback|alert)[^>]*>(.*?)</", page)
    return " | ".join(re.sub(r"<[^>]+>|\s+", " ", words).strip() for words in marked)[:500] or page[-300:]
