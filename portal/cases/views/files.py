"""Files of cases and of forms not yet sent: only for who may read them, and harmless in a browser."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..files.serving import byte_range, serving_headers


@never_cache
@require_safe
def attachment(request, key):
    file = access.readable_file(request, key)
    if file is None:
        raise Http404
    return stored_file(request, file.path, serving_headers(file.content_type, file.name))


@never_cache
@require_safe
def thumbnail(request, key):
    file = access.readable_file(request, key)
    if file is None or not file.thumbnail:
        raise Http404
    return stored_file(request, file.thumbnail, serving_headers("image/jpeg", file.name))


def stored_file(request, path, headers):
    """The stored file at a path, or the part of it that a player asks for. Whether it may be read is the caller's."""
    if not default_storage.exists(path):
        raise Http404
    size = default_storage.size(path)
    try:
        wanted = byte_range(request.headers.get("Range"), size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted or (0, size - 1)
    headers = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return StreamingHttpResponse(_blocks(path, first, last - first + 1), status=206 if wanted else 200, headers=headers)


def _blocks(path, first, left, block=64 * 1024):
    with default_storage.open(path) as stored:
        stored.seek(first)
        while left > 0 and (data := stored.read(min(block, left))):
            left -= len(data)
            yield data
