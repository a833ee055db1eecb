from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .. import return_path

PER_CONNECTION = 100  # messages; mail servers close connections that send more


def message_id(row):
    """The same for every attempt of a row, so that a repeated message is recognised (RFC 5322, 3.6.4)."""
    return f"<outbox-{row.pk}@{settings.MAIL_DOMAIN}>"


class EmailGateway:
    """Hands e-mails (text and HTML) to the mail server, several over one connection."""

    def __init__(self):
        self._connection, self._sent = None, 0

    def send(self, row, rendered):
        """Hand over one e-mail. Raises what the server or the network raises."""
        if self._sent >= PER_CONNECTION:
            self.close()
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        self._sent += 1
        self._connection.send_messages([_mail(row, rendered)])

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection, self._sent = None, 0


def _mail(row, rendered):
    sender = formataddr((row.commune.name, settings.DEFAULT_FROM_EMAIL))
    mail = EmailMultiAlternatives(
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
    mail.attach_alternative(rendered.html, "text/html")
    return mail
