"""A mail server and an SMS gateway that a test can watch and make fail."""

import json
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Event, Thread

from aiosmtpd.controller import Controller


class MailSink:
    """Keeps what it accepts; answers the next `refusals` messages with an error."""

    def __init__(self):
        self.messages, self.senders, self.refusals, self.connections = [], [], 0, 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name, self.connections = hostname, self.connections + 1
        return responses

    async def handle_DATA(self, server, session, envelope):
        if self.refusals:
            self.refusals -= 1
            return "451 come back later"
        self.senders.append(envelope.mail_from)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 accepted"


def free_port():
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(settings):
    sink = MailSink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def sms_gateway(settings, *, status=200, acts=()):
    """Yields the list of JSON bodies that were posted; answers each with `status`.

    `acts`: what it does to the first ones instead. "hang": it never answers; "drop": it goes away without an answer;
    "drip": it answers at once and never ends its answer. All of them have taken the message.
    """
    received, acts, closing = [], list(acts), Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append({**json.loads(body), "header": self.headers["Idempotency-Key"]})
            act = acts.pop(0) if acts else ""
            if act == "hang":
                closing.wait(30)
            if act in ("hang", "drop"):
                self.close_connection = True
                return
            self.send_response(status)
            self.end_headers()
            while act == "drip" and not closing.wait(0.05):
                self.wfile.write(b"x")
                self.wfile.flush()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/sms"
    try:
        yield received
    finally:
        closing.set()
        server.shutdown()
