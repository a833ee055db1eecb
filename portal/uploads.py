"""How much of an upload reaches the disk, and what becomes of it when the disk is full."""

import errno
import io
import os
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

KEPT = 64 * 1024 * 1024  # per request; above the 60 MB that a form accepts
READ = 8 * KEPT
FULL = {errno.ENOSPC, errno.EDQUOT}


def is_full(error):
    """Whether an error says that the disk, or our share of it, holds no more."""
    return isinstance(error, OSError) and error.errno in FULL


class CappedFileUploadHandler(TemporaryFileUploadHandler):
    """Write at most KEPT bytes of one request to the disk, but tell the form the true size of each file.

    So the form can refuse a file that is too large with a sentence and keep what was typed; the truncated copy is
    never accepted, because its true size is above the limit. A body beyond READ bytes is not read: RequestDataTooBig.
    A full disk keeps nothing of the file, but the text beside it is still read: the file then says `no_room`.
    """

    written = 0
    no_room = False
    file: Any

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's name
        if content_length > READ:
            raise RequestDataTooBig(f"{content_length} bytes")

    def new_file(self, *words, **options):
        self.no_room = False
        try:
            super().new_file(*words, **options)
        except OSError as error:
            self._give_up(error)
            self.file = InMemoryUploadedFile(io.BytesIO(), self.field_name, self.file_name, self.content_type, 0, None)

    def receive_data_chunk(self, raw_data, start):
        room = max(0, KEPT - self.written)
        self.written += len(raw_data)
        if not self.no_room:
            self._write(raw_data[:room])

    def _write(self, data):
        """Past Python's own buffer, which would try, and fail, once more when the file is closed."""
        try:
            while data:
                data = data[os.write(self.file.fileno(), data) :]
        except OSError as error:
            self._give_up(error)
            os.ftruncate(self.file.fileno(), 0)  # others need the room

    def _give_up(self, error):
        if not is_full(error):
            raise error
        self.no_room = True

    def file_complete(self, file_size):
        self.file.seek(0)
        self.file.size, self.file.no_room = file_size, self.no_room
        return self.file
