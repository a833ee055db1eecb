"""Asks a virus scanner (clamd, over its INSTREAM command) about a file, where CLAMD_URL names one.

What cannot be scanned is refused: a scanner that is away, slow, full or talks nonsense never lets a file through.
"""

import os
import socket
import struct
import time
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from .content import Unfit

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 5
SCAN_SECONDS = 45
BLOCK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerFailed(Exception):
    """The scanner gave no verdict; the message says why, for the log."""


def scan(path):
    """Raise Unfit: "infected", or "unscanned" when no verdict could be had. Without CLAMD_URL nothing happens."""
    if not settings.CLAMD_URL:
        return
    try:
        found = verdict(path)
    except (OSError, ScannerFailed) as reason:
        log.error("file not scanned", error=str(reason))
        raise Unfit("unscanned", why=str(reason)) from reason
    if found:
        log.warning("file infected", signature=found)
        raise Unfit("infected", why=found)


def verdict(path):
    """The name of what the scanner found in the file, "" for nothing. Raise OSError or ScannerFailed."""
    limit = time.monotonic() + SCAN_SECONDS
    with path.open("rb") as data, connected() as link:
        try:
            link.sendall(b"zINSTREAM\0")
            while block := data.read(BLOCK):
                hurry(link, limit)
                link.sendall(struct.pack(">I", len(block)) + block)
            link.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why
        return understood(answer(link, limit))


def connected():
    """A connection to the scanner at CLAMD_URL: unix:///path or tcp://host:port."""
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=CONNECT_SECONDS)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(CONNECT_SECONDS)
    if reason := link.connect_ex(parts.path):
        link.close()
        raise OSError(reason, f"{os.strerror(reason)}: {parts.path}")
    return link


def answer(link, limit):
    """What it says until it closes or ends the line; never more than LONGEST_ANSWER bytes, never after `limit`."""
    said = b""
    while b"\0" not in said and len(said) <= LONGEST_ANSWER:
        hurry(link, limit)
        block = link.recv(LONGEST_ANSWER)
        if not block:
            break
        said += block
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def hurry(link, limit):
    left = limit - time.monotonic()
    if left <= 0:
        raise ScannerFailed(f"no verdict within {SCAN_SECONDS} seconds")
    link.settimeout(left)


def understood(said):
    """ "stream: OK" is clean, "stream: NAME FOUND" is not; everything else is no verdict."""
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerFailed(f"the scanner said {said[:200]!r}")
