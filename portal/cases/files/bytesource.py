"""Reading numbers from an untrusted file without copying it: every read stays inside the file, or raises Unfit."""

import mmap
from contextlib import contextmanager

from .content import Unfit


@contextmanager
def mapped(path):
    """The bytes of a non-empty file as a read-only memory map, which costs no memory of ours."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def number(data, at, length):
    """The big-endian unsigned number of `length` bytes at `at`. Raise Unfit("damaged") beyond the end."""
    raw = data[at : at + length]
    if len(raw) != length:
        raise Unfit("damaged", why=f"ends inside a number at {at}")
    return int.from_bytes(raw)


class Budget:
    """How many parts of a file are looked at: a file made of millions of tiny parts must not keep us busy."""

    def __init__(self, steps):
        self.left = steps

    def spend(self, steps=1):
        self.left -= steps
        if self.left < 0:
            raise Unfit("damaged", why="too many parts")
