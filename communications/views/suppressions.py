"""Addresses that are not written to, and how one is written to again."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.backoffice import context
from portal.notifications import suppressions
from portal.notifications.models import Suppression

from .writing import for_publishers

LISTED = 200


@require_safe
@for_publishers
def suppression_list(request):
    rows = Suppression.objects.of(request.commune).holding(timezone.now())
    return context.show(request, "communications/suppressions.html", {"rows": list(rows[:LISTED])})


@require_POST
@for_publishers
def suppression_lift(request, pk):
    row = get_object_or_404(Suppression.objects.of(request.commune), pk=pk)
    suppressions.lift(row)
    messages.success(request, _("This address is written to again as soon as it follows something."))
    return HttpResponseRedirect(reverse("backoffice:suppressions"))
