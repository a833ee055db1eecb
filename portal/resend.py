"""What a refused form carried, made ready to be shown and sent again. Nothing is stored."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# How Django begins its reasons (django.middleware.csrf) when a form comes from another site.
FOREIGN = ("Origin checking failed", "Referer checking failed")
SECRET = ("password", "csrfmiddlewaretoken", "otp", "recovery")
LONG = 60

LABELS = {
    "subject": _("Subject"),
    "description": _("Description"),
    "address": _("Nearby landmark"),
    "name": _("Full name"),
    "phone": _("Phone number"),
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "reference": _("Case number"),
    "text": _("Text"),
    "answer": _("Answer"),
    "message": _("Message"),
    "question": _("Question"),
    "note": _("Note"),
    "reason": _("Reason"),
}


@dataclass(frozen=True)
class Field:
    name: str
    value: str

    @property
    def label(self):
        return LABELS.get(self.name, _("Text"))

    @property
    def is_text(self):
        """Whether a person typed it, so that it must be seen; choices and tokens travel hidden."""
        return self.name in LABELS or len(self.value) > LONG or "\n" in self.value

    @property
    def is_long(self):
        return len(self.value) > LONG or "\n" in self.value


def fields(data):
    """The fields of a QueryDict that may be sent again, in order; no password, no code of a second factor, no token."""
    return [
        Field(name, value)
        for name, values in data.lists()
        if not any(word in name for word in SECRET)
        for value in values
        if value.strip()
    ]


def file_inputs(files):
    """Names of the file inputs that carried files: a page cannot fill them again, a person has to."""
    return [name for name, values in files.lists() if values]


def is_foreign(reason):
    """Whether Django refused the form because it came from another site."""
    return reason.startswith(FOREIGN)
