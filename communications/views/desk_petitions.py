"""The signatures of a petition for those who examine it: a list to be read or printed."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.backoffice import context
from portal.cases import codes, rules
from portal.cases.services import contacts

from ..models import Petition
from ..services import petitioning


@require_safe
def signature_list(request, reference):
    """Who signed on the portal. Names are shown to who has opened the contacts of the case, which is written down."""
    rows = Petition.objects.visible_to(request.user, request.commune).select_related("commune", "department")
    petition = get_object_or_404(rows, reference=codes.clean_reference(reference) or "")
    if not rules.works_on(request.user, petition):
        raise PermissionDenied
    whole = contacts.are_shown(petition.contact_events.all(), by=request.user, at=timezone.now())
    shown = {"petition": petition, "whole": whole, "needed": petitioning.needed(request.commune)}
    shown["rows"] = list(petition.signatures.filter(confirmed_at__isnull=False)) if whole else []
    return context.show(request, "communications/signatures.html", shown)
