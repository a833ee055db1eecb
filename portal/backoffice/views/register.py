"""The register of the commune: a page at a time on screen, or a year of it as CSV or XLSX; each file is recorded."""

from itertools import chain

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import spreadsheets
from portal.cases import rules
from portal.cases.figures import reading
from portal.cases.models import Case, Export
from portal.cases.register import span
from portal.cases.register.lines import HEADINGS, READ, Register
from portal.cases.services import exporting
from portal.cases.states import ExportFormat
from portal.workdays.arithmetic import local_day

from .. import case_page, context, masking

EXPORTS_SHOWN = 10


@never_cache
@require_safe
def register(request):
    at = timezone.now()
    model, page, part, years = _asked(request, at)
    cases = _cases(request, model, part).only(*READ)
    found = span.page(cases, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    query = {"year": part.year, "month": part.month or "", "model": model}
    shown = {
        "part": part,
        "years": years,
        "months": [(number, span.Span(part.year, number).label) for number in range(1, 13)],
        "models": case_page.models(),
        "model": model,
        "lines": [_shown(line, page) for line in Register(request.commune, at=at).lines(found.rows)],
        "previous_url": _address(query, "before", found.previous),
        "next_url": _address(query, "after", found.next),
        "query": urlencode(query),
        "formats": ExportFormat.choices,
        "exports": Export.objects.filter(commune=request.commune, what="register").select_related("by")[:EXPORTS_SHOWN],
        "named": rules.may_read_names(request.user, request.commune),
        "may_read_register": True,
    }
    return context.show(request, "backoffice/register.html", shown)


@never_cache
@require_safe
def register_file(request, format):
    """The register of a year or a month as a file."""
    at = timezone.now()
    if format not in ExportFormat.values:
        raise Http404
    model, page, part, _years = _asked(request, at)
    named = rules.may_read_names(request.user, request.commune)
    chosen = {"model": model, "year": part.year, "month": part.month}
    exporting.record(
        request.commune, by=request.user, at=at, what="register", format=format, filter=chosen, named=named
    )
    headings = [str(words) for words in HEADINGS]
    rows = _rows(request.commune, _cases(request, model, part), page, named, at)
    name = f"register-{part.name}.{format}"
    if format == ExportFormat.CSV:
        return spreadsheets.csv_answer(name, chain([headings], rows))
    title = _("Register %(period)s") % {"period": part.name}
    file = spreadsheets.xlsx(title, headings, rows, rtl=translation.get_language_bidi())
    return spreadsheets.xlsx_answer(name, file)


def _asked(request, at):
    """(model, page of the pillar, Span, years of the register) that the address asks for."""
    if not rules.may_read_register(request.user, request.commune):
        raise PermissionDenied
    model, page = case_page.pillar(request.GET.get("model", ""))
    today = local_day(at)
    first = reading.first_received(request.commune, model=model)
    years = range(today.year, (first or today).year - 1, -1)
    return model, page, span.asked(request.GET, years=years, today=today), years


def _cases(request, model, part):
    cases = Case.objects.visible_to(request.user, request.commune).filter(model=model)
    return cases.received_between(part.first, part.last)


def _shown(line, page):
    return {"line": line, "kind": page.kind_of(line.case), "name": masking.name(line.case.name)}


def _rows(commune, cases, page, named, at):
    """The cells of all cases, a chunk after the other."""
    kinds = {value: capfirst(str(label)) for value, label in page.kinds}
    name = str if named else masking.name
    chunks = Register(commune, at=at).all(cases)
    return _spoken(chunks, translation.get_language(), lambda line: line.cells(kinds=kinds, name=name))


def _spoken(chunks, language, cells):
    """A file is sent after the request, perhaps while its thread speaks another language: each chunk says which."""
    while True:
        with translation.override(language):
            rows = [cells(line) for line in next(chunks, ())]
        if not rows:
            return
        yield from rows


def _address(query, cursor="", place=""):
    """The same part of the register at another place; nothing when there is no such page."""
    return f"?{urlencode({**query, cursor: place})}" if place else ""
