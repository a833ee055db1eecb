"""A mail server that takes everything and keeps nothing: python -m bench.sink PORT."""

import sys
import time

from aiosmtpd.controller import Controller


class Nothing:
    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        return "250 OK"


if __name__ == "__main__":
    Controller(Nothing(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    while True:
        time.sleep(3600)
