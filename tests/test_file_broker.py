"""The broker made of files: a worker that looks at any moment finds whole messages, in their order, each once."""

from threading import Thread

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from portal import broker

MESSAGES = 3000


@pytest.fixture
def connect(tmp_path):
    given = broker.transport("", tmp_path)

    def do(**options):
        return Connection(given["BROKER_URL"], transport_options={**given["BROKER_TRANSPORT_OPTIONS"], **options})

    return do


def test_who_reads_while_another_writes_gets_each_message_whole_and_once(connect):
    def write():
        with connect() as connection, connection.SimpleQueue("work") as queue:
            for number in range(MESSAGES):
                queue.put({"number": number, "text": "ع" * 500})

    writer = Thread(target=write)
    with connect() as connection, connection.SimpleQueue("work") as queue:
        writer.start()
        read = [queue.get(timeout=20) for _ in range(MESSAGES)]
    writer.join()
    assert [message.payload["number"] for message in read] == list(range(MESSAGES))


def test_a_message_that_cannot_be_written_is_refused_and_leaves_nothing(connect, tmp_path):
    away = str(tmp_path / "away")
    with connect(data_folder_out=away) as there, there.SimpleQueue("other") as queue, pytest.raises(ChannelError):
        queue.put({"number": 1})
    assert list((tmp_path / "queue").iterdir()) == []


def test_a_table_of_queues_is_never_seen_empty(connect, tmp_path):
    """Eight that begin at once, each with a queue of its own, which binds it and looks at the table of all."""

    def begin(number):
        with connect() as connection, connection.channel() as channel:
            channel._queue_bind("begin", "", "", f"queue{number}")
            seen.append(channel.get_table("begin"))

    for _ in range(50):
        (tmp_path / "control" / "begin.exchange").unlink(missing_ok=True)
        seen = []
        threads = [Thread(target=begin, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == len(threads)
    assert [path.name for path in (tmp_path / "control").iterdir()] == ["begin.exchange"]
