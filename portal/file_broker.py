"""The broker of a machine without Redis: kombu's, made of files, with messages that appear whole.

kombu writes messages and tables of queues under the names by which they are looked for. Who looks in that moment finds
an empty file, and a worker dies of it (kombu's issue 1551).
"""

from contextlib import suppress
from pathlib import Path
from time import time_ns
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _queue_bind(self, exchange, *words):
        """Never let anybody see an empty table of queues: it is there with none in it, or not there."""
        table = self._exchange_file(exchange)
        if not table.exists():
            draft = table.with_name(f".{uuid4()}")
            draft.write_text("[]", encoding="utf-8")
            with suppress(FileExistsError):
                table.hardlink_to(draft)
            draft.unlink()
        super()._queue_bind(exchange, *words)

    def _put(self, queue, payload, **_):  # type: ignore[override]  # kombu calls it one or the other
        """Write a message under a name that no worker looks for, then give it its own: the oldest come first."""
        name = f"{time_ns()}_{uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.rename(draft.with_name(name))
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add {name} to the queue") from error


class Transport(filesystem.Transport):
    Channel = Channel
