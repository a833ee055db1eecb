"""The case page, and each action on an address of its own: scope, permit, form, one service call, answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases import due, rules
from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.querysets import Sight
from portal.cases.services import contacts, uploads
from portal.prepared import Prepared

from .. import asking, conflicts, context, exchanges, person, place, timeline, watch
from ..case_page import page_of
from ..dossier import Dossier

JOINED = ("topic", "department", "district", "assignee")


def visible_case(request, reference):
    """The case of this commune that this person may see. Raise Http404."""
    sight = Sight.of(request.user, request.commune)
    case = _in_sight.first(sight, shape=sight, reference=reference)
    if case is None:
        raise Http404
    case.commune = request.commune  # the same row, loaded already
    return case


@Prepared
def _in_sight(sight, reference):
    return Case.objects.in_sight(sight).filter(reference=reference).select_related(*JOINED)[:1]


@require_safe
def case(request, reference):
    found, at = visible_case(request, reference), timezone.now()
    return context.show(request, "backoffice/case.html", page_context(found, request.user, at))


def page_context(case, user, at):
    """What the case page shows to one person."""
    knows = rules.works_on(user, case)
    dossier, page = Dossier(case, knows_person=knows), page_of(case)
    reached = knows and contacts.are_shown(dossier.contact_events, by=user, at=at)
    return {
        "case": case,
        "kind": page.kind_of(case),
        "dossier": dossier,
        "overdue": case.is_overdue(at),
        "seen": dossier.last_move.pk if dossier.last_move else "",
        "actions": page.offered(case, user, at),
        "person": person.shown(case, named=knows, reached=reached),
        "reached": reached,
        "others": person.others(case),
        "place": place.of(case),
        "bubbles": exchanges.of(dossier),
        "entries": timeline.of(dossier),
        "deadlines": watch.of(dossier, at=at),
        "parts": page.parts(case, user, at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def case_action(request, reference, action):
    found, at = visible_case(request, reference), timezone.now()
    page = page_of(found)
    doing = page.action(action)
    if doing is None:
        raise Http404
    if not doing.who(request.user, found):
        raise PermissionDenied
    form = _form(request, doing, found, at, data=request.POST if request.method == "POST" else None)
    if not page.may(doing, found, request.user):
        return _refused(request, doing, found, form, at)
    if request.method == "POST":
        return _send(request, doing, found, form, at)
    return _form_page(request, doing, found, form, at)


def _form(request, doing, case, at, *, data=None, initial=None):
    """The form of an action: sent (`data`), shown again with what was typed (`initial`), or new."""
    if initial is None:
        move = conflicts.last_move(case)
        initial = {"seen": move and move.pk}
    return doing.form(data, case=case, user=request.user, at=at, initial=initial)


def _send(request, doing, case, form, at):
    refusals = _keep_files(request, case, form, at)
    if any(name in request.POST for name in form.fills):
        return _filled(request, doing, case, form, at, refusals)
    if not form.is_valid() or refusals:
        return _form_page(request, doing, case, form, at, refusals=refusals)
    try:
        with transaction.atomic():
            if doing.watchful and _is_older(form, case):
                return _changed_meanwhile(request, doing, case, form, at)
            made = doing.run(case, request.user, at, form.given())
    except ForbiddenMove:
        fresh = visible_case(request, case.reference)
        return _refused(request, doing, fresh, form, at)
    messages.success(request, doing.told(made))
    there = made.reference if isinstance(made, Case) else case.reference
    return HttpResponseRedirect(reverse("backoffice:case", args=[there]))


def _keep_files(request, case, form, at):
    """Check and keep the files of a form that takes some; they stay when the form comes back."""
    if form.token and request.FILES:
        return uploads.keep(case.commune, token=form.token, files=request.FILES.getlist("files"), at=at)
    return []


def _filled(request, doing, case, form, at, refusals):
    """A button that fills the form: a template is inserted, a kept file taken away. Nothing is sent yet."""
    if "discard" in request.POST and form.token:
        uploads.discard(case.commune, token=form.token, key=request.POST["discard"])
    typed = form.inserted() if "insert" in request.POST else form.as_typed()
    fresh = _form(request, doing, case, at, initial=typed)
    return _form_page(request, doing, case, fresh, at, refusals=refusals)


def _is_older(form, case):
    """Whether somebody moved the case since this form was opened; from here to the end of the action nobody can."""
    Case.objects.select_for_update(no_key=True).values_list("pk").get(pk=case.pk)
    seen, move = form.cleaned_data.get("seen"), conflicts.last_move(case)
    return bool(seen and move and move.pk != seen)


def _changed_meanwhile(request, doing, case, form, at):
    """Somebody did something else meanwhile: say what, keep what was typed, and let the person decide again."""
    move = conflicts.last_move(case)
    fresh = _form(request, doing, case, at, initial={**form.as_typed(), "seen": move.pk})
    return _form_page(request, doing, case, fresh, at, conflict=conflicts.told(move, at=at), status=409)


def _refused(request, doing, case, form, at):
    """The action is no longer possible: who did what and when, with what was typed kept to be copied."""
    replied = conflicts.told_of_reply(case, request.user, at=at) if doing.name == "reply" else ""
    told = replied or conflicts.told(conflicts.last_move(case), at=at)
    shown = {"case": case, "action": doing, "conflict": told, "typed": form.typed()}
    return context.show(request, "backoffice/case_refused.html", shown, status=409)


def _form_page(request, doing, case, form, at, *, refusals=(), conflict="", status=200):
    shown = {
        "case": case,
        "action": doing,
        "form": form,
        "kept": uploads.kept(case.commune, token=form.token) if form.token else [],
        "refusals": refusals,
        "conflict": conflict,
        "due": due.words(case, at=at),
        "outlook": asking.outlook(case, at=at) if doing.name == "ask" else None,
    }
    return context.show(request, "backoffice/case_action.html", shown, status=status)
