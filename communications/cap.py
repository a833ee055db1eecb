"""Alerts as other programs read them: one CAP 1.2 document for each message (OASIS, Common Alerting Protocol, 2010)."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.urls import reverse
from django.utils import translation

from portal import formats
from portal.communes.addresses import absolute
from portal.spreadsheets import UNWRITABLE

from . import markdown
from .states.alerts import CATEGORIES, AlertKind, MessageType

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
COUNTRY = "MA"  # RFC 5646: ar-MA, fr-MA


def document(message, before=()):
    """The bytes of a message's document; `before`: the earlier messages of its alert, to which it refers."""
    alert, commune = message.alert, message.alert.commune
    root = ElementTree.Element("alert", xmlns=NAMESPACE)
    _put(root, "identifier", identifier(message))
    _put(root, "sender", sender(commune))
    _put(root, "sent", moment(message.at))
    _put(root, "status", "Actual")
    _put(root, "msgType", MessageType(message.type).value.capitalize())
    _put(root, "scope", "Public")
    if before:
        named = (f"{sender(commune)},{identifier(one)},{moment(one.at)}" for one in before)
        _put(root, "references", " ".join(named))
    for language in message.languages:
        with translation.override(language):
            _info(root, message, alert, commune, language)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def identifier(message):
    """The same for ever: no spaces, no commas."""
    return f"alert-{message.alert.commune_id}-{message.alert_id}-{message.number}"


def sender(commune):
    """The name of who alerts: the host of the commune's portal."""
    return urlsplit(absolute(commune, "/")).hostname


def moment(at):
    """With the offset of the legal time; CAP knows no Z (3.3.2)."""
    return formats.local(at).isoformat(timespec="seconds")


def _info(root, message, alert, commune, language):
    """What is said in one language, in the order of the standard's schema."""
    info = ElementTree.SubElement(root, "info")
    _put(info, "language", f"{language}-{COUNTRY}")
    _put(info, "category", CATEGORIES[AlertKind(message.kind)])
    _put(info, "event", str(AlertKind(message.kind).label))
    _put(info, "urgency", message.urgency.capitalize())
    _put(info, "severity", message.severity.capitalize())
    _put(info, "certainty", message.certainty.capitalize())
    _put(info, "effective", moment(message.at))
    _put(info, "expires", moment(message.lapses_at))
    _put(info, "senderName", commune.name)
    for name, field in (("headline", "title"), ("description", "summary")):
        _put(info, name, getattr(message, f"{field}_{language}"))
    _put(info, "instruction", markdown.plain(getattr(message, f"body_{language}")))
    _put(info, "web", absolute(commune, reverse("communications:item_show", args=[alert.pk])))
    _put(info, "contact", getattr(message, f"contact_{language}"))
    _area(info, message, commune, language)


def _area(info, message, commune, language):
    """The districts by name; the whole commune also by its outline, where it has drawn one."""
    place = getattr(message, f"place_{language}")
    area = ElementTree.SubElement(info, "area")
    _put(area, "areaDesc", place or commune.name)
    if not place and len(commune.outline) >= 4:
        ring = commune.outline if commune.outline[0] == commune.outline[-1] else [*commune.outline, commune.outline[0]]
        _put(area, "polygon", " ".join(f"{latitude:.5f},{longitude:.5f}" for longitude, latitude in ring))


def _put(parent, name, text):
    if text:
        ElementTree.SubElement(parent, name).text = UNWRITABLE.sub("", text)
