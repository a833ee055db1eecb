"""How much is accepted. The numbers are rows of each commune; STARTING_LIMITS is what its rows start with."""

from dataclasses import dataclass

MEGABYTE = 1_000_000  # as phones count, and as the rows of a commune are written
TOTAL = "total"  # the key of the limit on all files of one form together


@dataclass(frozen=True)
class Limit:
    """The most that is accepted; None is no limit. `max_files` is meant for TOTAL only, pixels and seconds are not."""

    max_bytes: int
    max_pixels: int | None = None
    max_seconds: int | None = None
    max_files: int | None = None


STARTING_LIMITS = {
    "photo": Limit(15 * MEGABYTE, max_pixels=50_000_000),
    "pdf": Limit(10 * MEGABYTE),
    "audio": Limit(10 * MEGABYTE, max_seconds=300),
    "video": Limit(30 * MEGABYTE),
    TOTAL: Limit(60 * MEGABYTE, max_files=6),
}
