"""The log of where an item was said or posted."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.backoffice import context

from ..forms.items import DiffusionForm
from ..services import diffusing
from .desk import item_here
from .held import hold
from .writing import BOTH, for_publishers


@require_http_methods(BOTH)
@for_publishers
def diffusion_add(request, pk):
    item, at = item_here(request, pk), timezone.now()
    if request.method != "POST":
        initial = {"on": timezone.localdate(at), "agent": str(request.user)}
        return _show(request, item, DiffusionForm(at=at, initial=initial))
    form = hold(request, DiffusionForm(request.POST, at=at), at=at)
    if not form.is_valid():
        return _show(request, item, form)
    photo = form.token_of("photo") if "photo" in form.kept else None
    diffusing.note(item, by=request.user, at=at, photo=photo, **form.given())
    messages.success(request, _("It is noted in the log."))
    return HttpResponseRedirect(reverse("backoffice:diffusion_add", args=[pk]))


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
