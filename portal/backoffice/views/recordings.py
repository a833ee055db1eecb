"""What a recording says, written down by who handles the case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.cases import rules
from portal.cases.models import Attachment
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import transcripts
from portal.cases.states import FileKind

from .. import context
from ..forms.conversing import TranscriptForm
from .case import visible_case


@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request, reference, key):
    case = visible_case(request, reference)
    if not rules.may_transcribe(request.user, case):
        raise PermissionDenied
    spoken = Attachment.objects.filter(case=case.pk, kind__in=(FileKind.AUDIO, FileKind.VIDEO))
    file = get_object_or_404(spoken.select_related("case"), key=key)
    form = TranscriptForm(request.POST if request.method == "POST" else None, file=file)
    if form.is_valid() and not form.is_older() and _write(request, file, form):
        return HttpResponseRedirect(reverse("backoffice:case", args=[case.reference]))
    changed = form.is_bound and form.is_older()
    conflict = _("%(name)s wrote the transcript meanwhile.") % {"name": file.transcribed_by} if changed else ""
    if changed:
        form = TranscriptForm(file=file, initial={"text": request.POST.get("text", "")})
    shown = {"case": case, "file": file, "recordings": [file], "form": form, "conflict": conflict}
    return context.show(request, "backoffice/transcript.html", shown, status=409 if changed else 200)


def _write(request, file, form):
    try:
        transcripts.write(file, by=request.user, at=timezone.now(), text=form.cleaned_data["text"])
    except ForbiddenMove:
        file.refresh_from_db()
        return False
    messages.success(request, _("The transcript was kept."))
    return True
