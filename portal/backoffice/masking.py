"""Names, phones and addresses for eyes that need not read them: enough is left to recognise a person one knows."""

DOTS = "●●●●"


def name(text):
    """The first letter of a name."""
    text = text.strip()
    return f"{text[0]}{DOTS}" if text else ""


def phone(number):
    """The beginning and the last two digits of a number in E.164."""
    return f"{number[:5]} {DOTS} {number[-2:]}" if len(number) > 7 else DOTS if number else ""


def email(address):
    """The first letter of an address, and its domain."""
    local, _at, domain = address.partition("@")
    return f"{local[:1]}{DOTS}@{domain}" if address else ""
