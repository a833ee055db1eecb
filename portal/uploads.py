"""How much of an upload reaches the disk."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

KEPT = 64 * 1024 * 1024  # per request; above the 60 MB that a form accepts
READ = 8 * KEPT


class CappedFileUploadHandler(TemporaryFileUploadHandler):
    """Write at most KEPT bytes of one request to the disk, but tell the form the true size of each file.

    So the form can refuse a file that is too large with a sentence and keep what was typed; the truncated copy is
    never accepted, because its true size is above the limit. A body beyond READ bytes is not read: RequestDataTooBig.
    """

    written = 0

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's name
        if content_length > READ:
            raise RequestDataTooBig(f"{content_length} bytes")

    def receive_data_chunk(self, raw_data, start):
        room = max(0, KEPT - self.written)
        self.written += len(raw_data)
        self.file.write(raw_data[:room])

    def file_complete(self, file_size):
        self.file.seek(0)
        self.file.size = file_size
        return self.file
