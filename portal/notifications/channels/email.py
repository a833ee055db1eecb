from email.message import Message
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .. import return_path

PER_CONNECTION = 100  # messages; mail servers close connections that send more


def message_id(row):
    """The same for every attempt of a row, so that a repeated message is recognised (RFC 5322, 3.6.4)."""
    return f"<outbox-{row.pk}@{settings.MAIL_DOMAIN}>"


class EmailGateway:
    """Hands e-mails (text and HTML) to the mail server, several over one connection.

    Of the copies of a message, what they have in common is put in MIME once for a connection.
    """

    def __init__(self):
        self._connection, self._sent, self._firsts = None, 0, {}

    def send(self, row, rendered):
        """Hand over one e-mail. Raises what the server or the network raises."""
        if self._sent >= PER_CONNECTION:
            self.close()
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        self._sent += 1
        self._connection.send_messages([_Mail(row, rendered, self._copied(row, rendered))])

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection, self._sent, self._firsts = None, 0, {}

    def _copied(self, row, rendered):
        """The bytes of a copy; none where it must be put in MIME by itself."""
        first = rendered.like
        if first is None or not (row.recipient.isascii() and row.recipient.isprintable()):
            return b""
        if first not in self._firsts:
            self._firsts[first] = _Mail(row, first).shared()
        if not self._firsts[first]:
            return b""
        head = f"To: {row.recipient}\r\nMessage-ID: {message_id(row)}\r\n".encode()
        return head + self._firsts[first].replace(first.own.encode(), rendered.own.encode())


class _Mail(EmailMultiAlternatives):
    """The e-mail of a row. `written`: its bytes, where they are known."""

    def __init__(self, row, rendered, written=b""):
        sender = formataddr((row.commune.name, settings.DEFAULT_FROM_EMAIL))
        super().__init__(
            subject=rendered.subject,
            body=rendered.text,
            from_email=return_path.of(row) or sender,
            to=[row.recipient],
            headers={
                "From": sender,
                "Message-ID": message_id(row),
                "Content-Language": row.language,
                "Auto-Submitted": "auto-generated",
                **rendered.headers,
            },
        )
        self.attach_alternative(rendered.html, "text/html")
        self._written = written

    def message(self, **_):
        return _Written(self._written) if self._written else super().message()

    def shared(self):
        """Its bytes without To and Message-ID; none where an encoding may have cut the words of one reader in two."""
        message: Any = super().message()
        if any(part.get("Content-Transfer-Encoding", "8bit") not in ("7bit", "8bit") for part in message.walk()):
            return b""
        del message["To"], message["Message-ID"]
        return message.as_bytes(linesep="\r\n")


class _Written(Message):
    def __init__(self, written):
        super().__init__()
        self._bytes = written

    def as_bytes(self, *_, **__):
        return self._bytes
