"""The yearly inventory: its figures, the measures taken that the unit writes, and its publication."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases import rules
from portal.cases.figures import reading, yearly
from portal.cases.letters import inventory as paper
from portal.cases.letters.compiling import LetterFailed
from portal.cases.models import Inventory
from portal.cases.services import inventories
from portal.workdays.arithmetic import local_day

from .. import case_page, context
from ..forms.inventories import MeasureFormSet, written


@never_cache
@require_safe
def inventory_list(request):
    """The years of the register, each with its inventory."""
    _admit(request)
    at = timezone.now()
    model, _page = case_page.pillar(request.GET.get("model", ""))
    first = reading.first_received(request.commune, model=model)
    known = {row.year: row for row in Inventory.objects.of(request.commune).filter(model=model)}
    years = range(local_day(at).year, first.year - 1, -1) if first else ()
    shown = {
        "rows": [{"year": year, "inventory": known.get(year)} for year in years],
        "may_read_register": True,
    }
    return context.show(request, "backoffice/inventories.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inventory(request, year):
    """One year: figures, measures, and what may be done with it."""
    _admit(request)
    at = timezone.now()
    may_write = rules.may_make_inventory(request.user, request.commune)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    found, page = _of_year(request, year, at)
    formset = MeasureFormSet(request.POST) if request.method == "POST" else MeasureFormSet(initial=_measures(found))
    if request.method == "POST" and (answer := _act(request, found, page, formset, at)):
        return answer
    shown = {
        "inventory": found,
        "tables": yearly.shown(found, page.kinds),
        "formset": formset if may_write and (formset.is_bound or not found.is_published) else None,
        "measures": paper.texts(found),
        "may_write": may_write,
        "is_over": inventories.is_over(found.year, at=at),
        "may_read_register": True,
    }
    shown["shown_tables"] = shown["tables"][translation.get_language()]
    return context.show(request, "backoffice/inventory.html", shown)


@never_cache
@require_safe
def inventory_paper(request, year):
    """The inventory as a PDF in the language of the reader, a draft too."""
    _admit(request)
    found, page = _of_year(request, year, timezone.now())
    language = translation.get_language()
    try:
        made = paper.inventory_pdf(found, yearly.shown(found, page.kinds), language=language)
    except LetterFailed:
        messages.error(request, _("The PDF could not be made now. Print this page instead, or try again in a moment."))
        return HttpResponseRedirect(reverse("backoffice:inventory", args=[year]))
    headers = {"Content-Disposition": content_disposition_header(False, f"inventory-{year}.{language}.pdf")}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _act(request, found, page, formset, at):
    """Do what the pressed button says; None when that was not possible, and what was typed is shown again."""
    take_back = request.POST.get("action") == "take_back"
    if not take_back and not formset.is_valid():
        messages.error(request, _("Nothing was kept: correct what is marked below."))
        return None
    by = {"by": request.user, "at": at}
    try:
        if take_back:
            inventories.take_back(found, **by)
            messages.success(request, _("The inventory is a draft again: nobody outside sees it."))
        else:
            inventories.write(found, measures=written(formset), **by)
            _publish_or_tell(request, found, page, by)
    except inventories.InventoryRefused:
        messages.error(request, _("Somebody else changed this inventory meanwhile, or its year is not over."))
        found.refresh_from_db()
        return None
    return HttpResponseRedirect(reverse("backoffice:inventory", args=[found.year]))


def _publish_or_tell(request, found, page, by):
    if request.POST.get("action") == "publish":
        tables = yearly.of(found.commune, model=found.model, kinds=page.kinds, year=found.year)
        inventories.publish(found, tables=tables, **by)
        messages.success(request, _("The inventory is published, in both languages."))
    else:
        messages.success(request, _("The measures are kept."))


def _admit(request):
    if not rules.may_read_register(request.user, request.commune):
        raise PermissionDenied


def _of_year(request, year, at):
    """(Inventory, page of its pillar) of a year of the register; its draft is begun when something is sent."""
    model, page = case_page.pillar(request.GET.get("model", ""))
    first = reading.first_received(request.commune, model=model)
    if first is None or not first.year <= year <= local_day(at).year:
        raise Http404
    if request.method == "POST":
        return inventories.begin(request.commune, model=model, year=year), page
    key = {"commune": request.commune, "model": model, "year": year}
    return Inventory.objects.filter(**key).first() or Inventory(**key), page


def _measures(found):
    return [{"ar": row.text_ar or "", "fr": row.text_fr or ""} for row in found.written]
