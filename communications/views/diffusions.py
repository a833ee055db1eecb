"""The log of where an item was said or posted."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal import rates
from portal.backoffice import context

from ..forms import DiffusionForm
from ..services import diffusing, files
from .desk import BOTH, for_publishers, item_here


@require_http_methods(BOTH)
@for_publishers
def diffusion_add(request, pk):
    item, at = item_here(request, pk), timezone.now()
    if request.method != "POST":
        initial = {"on": timezone.localdate(at), "agent": str(request.user)}
        return _show(request, item, DiffusionForm(at=at, initial=initial))
    form = DiffusionForm(request.POST, at=at)
    if not form.is_valid():
        return _show(request, item, form)
    token, refused = _photo(request, at)
    if refused:
        for sentence in refused:
            form.add_error("photo", sentence)
        return _show(request, item, form)
    data = {name: value for name, value in form.cleaned_data.items() if name != "photo"}
    diffusing.note(item, by=request.user, at=at, photo=token, **data)
    messages.success(request, _("It is noted in the log."))
    return HttpResponseRedirect(reverse("backoffice:diffusion_add", args=[pk]))


def _photo(request, at):
    """(token or None, what was refused of the photo)"""
    given = request.FILES.getlist("photo")
    if not given:
        return None, []
    wait = rates.spend(request, "upload")
    return (None, [wait.sentence]) if wait else files.receive(request.commune, files=given, at=at)


def _show(request, item, form):
    rows = item.diffusions.select_related("photo", "by")
    shown = {"item": item, "form": form, "rows": rows, "used": item.media(timezone.now())}
    return context.show(request, "communications/diffusions.html", shown)


@require_POST
@for_publishers
def diffusion_remove(request, pk, number):
    item = item_here(request, pk)
    row = get_object_or_404(item.diffusions.select_related("photo"), pk=number)
    diffusing.take_back(row, by=request.user, at=timezone.now())
    messages.success(request, _("The line was taken away."))
    return HttpResponseRedirect(reverse("backoffice:diffusion_add", args=[pk]))
