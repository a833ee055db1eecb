"""The short-lived child that reads the words of an untrusted PDF.

Run by path, as photo_worker.py is. It writes one line of JSON: how many pages there are and what stands on them, or why
it could not be read. A long document is read for `seconds` at most: then the words of its first pages are told.
"""

import json
import sys
import time
from pathlib import Path

from pypdf import PdfReader

sys.path.append(str(Path(__file__).parent))

from child_limits import limit_oneself

MOST_CHARACTERS = 500_000


def read(source, seconds):
    """What the parent is told of the PDF at `source`."""
    end, words, count = time.monotonic() + seconds, [], 0
    pages = PdfReader(source).pages
    for page in pages:
        if time.monotonic() > end or count > MOST_CHARACTERS:
            break
        words.append(_of(page))
        count += len(words[-1])
    return {"pages": len(pages), "text": "\n".join(words)[:MOST_CHARACTERS]}


def _of(page):
    try:
        return page.extract_text()
    except Exception:  # one page that cannot be read does not hide the others
        return ""


def main(source, seconds, megabytes):
    limit_oneself(seconds=2 * int(seconds), megabytes=int(megabytes))
    try:
        told = read(source, int(seconds))
    except MemoryError:
        told = {"refused": "timeout", "why": "memory"}
    except Exception as error:  # the reader may raise anything on a broken file
        told = {"refused": "damaged", "why": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
