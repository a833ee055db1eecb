from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives


def message_id(row):
    """The same for every attempt of a row, so that a repeated message is recognised (RFC 5322, 3.6.4)."""
    return f"<outbox-{row.pk}@{settings.MAIL_DOMAIN}>"


class EmailGateway:
    def send(self, row, rendered):
        """Hand one e-mail (text and HTML) to the mail server. Raises what the server or the network raises."""
        mail = EmailMultiAlternatives(
            subject=rendered.subject,
            body=rendered.text,
            from_email=formataddr((row.commune.name, settings.DEFAULT_FROM_EMAIL)),
            to=[row.recipient],
            headers={
                "Message-ID": message_id(row),
                "Content-Language": row.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(rendered.html, "text/html")
        mail.send()
