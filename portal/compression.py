"""Pages travel compressed. Static files are compressed beforehand, photos and recordings by their own formats."""

from django.middleware.gzip import GZipMiddleware


class PageGZipMiddleware(GZipMiddleware):
    """Compress text only: a part of a recording (Range) has to arrive byte for byte. Random padding hides lengths."""

    def process_response(self, request, response):
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)
