"""The requests of each job, as a person's browser sends them: sessions, cookies, hidden fields. Needs Django set up."""

import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communications.models import Item
from complaints.models import Category
from portal.accounts.models import User
from portal.backoffice import pages
from portal.cases.codes import tracking_code
from portal.cases.models import Case
from portal.communes.models import District

HOST = "localhost"
FORM = "application/x-www-form-urlencoded"
OFFICER = "officer@larache.example"
CLERK = "clerk.lighting@larache.example"
CSRF = "b" * 32
TRACKED = 400


@dataclass
class Job:
    """Requests that wrk sends in turn; `once`: each only once. `expects`: the status that the first one must get."""

    name: str
    requests: list[dict]
    once: bool = False
    expects: int = 200
    queries: int = field(default=0)
    bytes: int = field(default=0)


def jobs(commune):
    """The jobs in the order of docs/performance.md; those that write come last."""
    made = [
        Job("home page in Arabic", [_get("/ar/", "")]),
        *news(commune),
        Job("filing form", [_get("/ar/complaints/new/", "")]),
        tracking(commune),
        *inboxes(commune),
        case_page(commune),
        filing(commune, 4000),
        answering(commune, 1500),
    ]
    for job in made:
        measure(job)
    return made


def tracking(commune):
    """Citizens who opened their case with its code; each reads its page again."""
    requests = []
    for case in Case.objects.of(commune).open().order_by("-pk")[:TRACKED]:
        client = Client(headers={"host": HOST})
        answer = client.post("/ar/track/", {"reference": case.reference, "code": tracking_code(case)})
        requests.append(_get(answer.headers["Location"], _cookies(client)))
    return Job("tracking page", requests)


def news(commune):
    """What everybody reads of ten thousand publications."""
    items = Item.objects.of(commune).filter(kind="works").order_by("-pk").values_list("pk", flat=True)[:TRACKED]
    return [
        Job("news, first page", [_get("/ar/news/", "")]),
        Job("a publication", [_get(f"/ar/news/{pk}/", "") for pk in items]),
        Job("calendar", [_get("/ar/news/calendar/", "")]),
    ]


def inboxes(commune):
    cookie, clerk = signed_in(OFFICER), signed_in(CLERK)
    address = "/backoffice/cases/"
    category = Category.objects.of(commune).get(code="water").pk
    return [
        Job("inbox, first page", [_get(address, cookie)]),
        Job("inbox, first page, clerk", [_get(address, clerk)]),
        Job("inbox by state and category", [_get(f"{address}?state=received&topic={category}", cookie)]),
        Job("inbox, overdue only", [_get(f"{address}?due=overdue", cookie)]),
        Job("inbox, page at 95 %", [_get(f"{address}?after={_cursor_at(commune, 0.95)}", cookie)]),
        Job("search in Arabic", [_get(f"{address}?{urlencode({'q': words})}", cookie) for words in SEARCHES]),
    ]


SEARCHES = ["مصباح المدرسة", "حفرة القصبة", "تسرب مياه", "شجرة الصيدلية", "زنقة ابن بطوطة 317"]


def _cursor_at(commune, share):
    """The cursor of the page that begins at this share of the open cases, in the order of the inbox."""
    mine = Case.objects.of(commune).open().order_by("due_at", "pk")
    return pages.ORDER.cursor(mine[int(mine.count() * share)])


def case_page(commune):
    cookie = signed_in(OFFICER)
    cases = Case.objects.of(commune).open().order_by("due_at")[:TRACKED]
    return Job("case page", [_get(f"/backoffice/cases/{case.reference}/", cookie) for case in cases])


def filing(commune, count):
    """Complaints without a file, each with a token of its own, sent from the form's page."""
    categories = list(Category.objects.of(commune).filter(children=None).values_list("pk", flat=True))
    districts = list(District.objects.of(commune).values_list("pk", flat=True))
    requests = []
    for number in range(count):
        fields = {
            "csrfmiddlewaretoken": CSRF,
            "submission_token": uuid.uuid4(),
            "kind": "complaint",
            "category": categories[number % len(categories)],
            "description": f"مصباح منطفئ منذ {number} يوما والزقاق مظلم ليلا، المرجو التدخل.",
            "district": districts[number % len(districts)],
            "address": "قرب المدرسة",
            "name": "مواطنة من العرائش",
            "phone": f"06{number:08d}",
            "language": "ar",
            "agree": "on",
        }
        requests.append(_post("/ar/complaints/new/", fields, f"csrftoken={CSRF}"))
    return Job("file a complaint", requests, once=True, expects=302)


def answering(commune, count):
    """An officer gives each of these cases its first answer, with the hidden fields of its form."""
    client = client_of(OFFICER)
    cookie = f"{_cookies(client)}; csrftoken={CSRF}"
    requests = []
    for case in Case.objects.of(commune).open().filter(department__isnull=False).order_by("-pk")[:count]:
        path = f"/backoffice/cases/{case.reference}/answer/"
        form = client.get(path).context["form"]
        hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
        fields = {"csrfmiddlewaretoken": CSRF, "send": "1", "outcome": "resolved", "text": ANSWER, **hidden}
        requests.append(_post(path, fields, cookie))
    return Job("answer a case", requests, once=True, expects=302)


ANSWER = "انتقل فريق المصلحة إلى عين المكان وأصلح العطب، ونشكركم على مراسلتنا."


def signed_in(email):
    return _cookies(client_of(email))


def client_of(email):
    client = Client(headers={"host": HOST})
    client.force_login(User.objects.get(email=email))
    client.get("/backoffice/")
    return client


def measure(job):
    """Send the first request of a job here and note its queries and bytes; it must be answered as expected."""
    given = job.requests.pop(0) if job.once else job.requests[0]
    client = Client(headers={"host": HOST, "cookie": given["cookie"]})
    with CaptureQueriesContext(connection) as queries:
        if given["method"] == "GET":
            answer = client.get(given["path"])
        else:
            answer = client.post(given["path"], given["body"], content_type=FORM)
    if answer.status_code != job.expects:
        raise AssertionError(
            f"{job.name}: {answer.status_code} instead of {job.expects}\n{answer.content.decode()[:3000]}"
        )
    job.queries, job.bytes = len(queries), len(answer.content)


def as_lua(job):
    """The job as a table that bench/wrk.lua reads."""
    rows = ",\n".join(
        "{" + ", ".join(f"{name} = {_quoted(value)}" for name, value in row.items() if value) + "}"
        for row in job.requests
    )
    return f"return {{ once = {'true' if job.once else 'false'}, requests = {{\n{rows}\n}} }}\n"


def _quoted(text):
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{plain}"'


def _get(path, cookie):
    return {"method": "GET", "path": path, "cookie": cookie, "type": "", "body": ""}


def _post(path, fields, cookie):
    return {"method": "POST", "path": path, "cookie": cookie, "type": FORM, "body": urlencode(fields)}


def _cookies(client):
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
