"""Writes what was sent into our own temporary file, never more of it than the limit of its kind."""

from itertools import chain

from .content import HEAD_BYTES, KINDS, Kind, Unfit, recognise


def receive(file, path, limits):
    """Copy an UploadedFile to `path`; return the Family its first bytes show. Raise Unfit: empty, type or too_big."""
    chunks = iter(file.chunks())
    head = first_bytes(chunks)
    if not head:
        raise Unfit("empty")
    family = recognise(head[:HEAD_BYTES])
    kind, most = roomiest(KINDS[family], limits, file)
    size, told = 0, file.size or 0
    with path.open("wb") as copy:
        for chunk in chain([head], chunks):
            size += len(chunk)
            if max(size, told) > most:
                raise Unfit("too_big", max(size, told), kind=kind)
            copy.write(chunk)
    if size < told:  # the upload handler writes only so much of a request to the disk
        raise Unfit("damaged", why=f"{size} of {told} bytes arrived")
    return family


def first_bytes(chunks):
    """Enough bytes to recognise the file by, however small the chunks it comes in."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    return head


def roomiest(kinds, limits, file):
    """The kind to name, and the most bytes to read, while it is not yet known whether sound or video is inside.

    What the browser told decides only which of two sentences is said about a file that is too big for both.
    """
    accepted = [kind for kind in kinds if kind in limits]
    if not accepted:
        raise Unfit("type", why=f"{sorted(kinds)} not accepted here")
    kind = max(accepted, key=lambda kind: (limits[kind].max_bytes, kind))
    most = limits[kind].max_bytes
    if Kind.AUDIO in accepted and str(getattr(file, "content_type", "")).startswith("audio/"):
        kind = Kind.AUDIO
    return kind, most
