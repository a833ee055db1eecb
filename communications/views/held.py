"""The files that come with a form of the backoffice: held first, attached once all of the form is right."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal import rates
from portal.cases.services import uploads

from ..services import files, library, scheduling
from ..services.reading import PDF
from ..states.items import EVENT
from ..states.library import DOCUMENT

OWN = {EVENT: scheduling, DOCUMENT: library}  # whose files mean something besides


def hold(request, form, *, at):
    """Check and store what came along, before the form is cleaned. Return the form."""
    wait = rates.spend(request, "upload") if request.FILES else None
    for name in form.ROLES:
        given, token = request.FILES.getlist(name), form.token_of(name)
        refusals = [wait.sentence] if given and wait else []
        if given and not wait:
            refusals = uploads.keep(request.commune, token=token, files=given, at=at)
        if name in form.PAPERS:
            refusals += _refuse_others(request.commune, token)
        form.hold(name, kept=list(uploads.kept(request.commune, token=token)), refusals=refusals)
    return form


def _refuse_others(commune, token):
    """Leave aside what is no PDF; the sentences that say so."""
    others = [upload for upload in uploads.kept(commune, token=token) if upload.content_type != PDF]
    for upload in others:
        uploads.discard(commune, token=token, key=upload.key)
    return [_("“%(name)s” is no PDF: here a PDF is needed.") % {"name": upload.name} for upload in others]


@transaction.atomic
def change_with_files(form, item, change, *, by, at):
    """Attach what a form holds, then `change` the item, both or neither: what it lacks is asked with the new files.

    What `change` raises passes through; the files are then held as before.
    """
    attach(form, item, by=by, at=at)
    change(item, by=by, at=at, **form.given())


def attach(form, item, *, by, at, entry=None):
    """Make what a form holds files of an item."""
    for name, (role, language) in form.ROLES.items():
        if name not in form.kept:
            continue
        how = {"token": form.token_of(name), "role": role, "language": language, "at": at}
        if item.model in OWN:
            OWN[item.model].attach(item, by=by, entry=entry, **how)
        else:
            files.attach(item, **how)
