"""Following somebody else's case without filing one: join, say that it was you, read where it stands, leave."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import pillars, rates
from portal.views import held

from .. import codes, promise
from ..anonymity import without_person
from ..forms import FollowForm
from ..models import Case, Follower
from ..models.case import ForbiddenMove
from ..services import following
from ..states import State
from .tracking import standing

JOIN, MANAGE = "follow", "follower"
BOTH = ["GET", "HEAD", "POST"]


def join_token(case):
    """What stands in the address that offers to follow a case: only who was shown the case has it."""
    return codes.sealed(JOIN, case.pk)


def offered_case(request, token):
    """The case of this commune that a join token opens, or None."""
    pk = codes.unsealed(JOIN, token)
    if pk is None:
        return None
    cases = Case.objects.of(request.commune).select_related("topic", "district", "commune", "publication")
    return cases.filter(pk=pk).first()


@never_cache
@require_http_methods(BOTH)
def follow(request, token):
    case = offered_case(request, token)
    if case is None:
        raise Http404
    if request.method != "POST":
        return ask(request, case)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return ask(request, case, form=form)
    given = form.given()
    wait = rates.spend(request, "contact", target=given["email"] or given["phone"])
    if wait:
        form.add_error(None, wait.sentence)
        return held(ask(request, case, form=form), wait)
    try:
        following.add(case, at=timezone.now(), **given)
    except ForbiddenMove:
        return ask(request, case)
    return redirect(f"{reverse('cases:follow', args=[token])}?sent=1")


def ask(request, case, *, form=None, typed=None):
    """The page that says what following is and asks for an address; `typed`: what was written in another form."""
    at = timezone.now()
    initial = {"language": translation.get_language(), **(typed or {})}
    context = {
        **_shown(case, at),
        "form": form or FollowForm(initial=initial),
        "action": reverse("cases:follow", args=[join_token(case)]),
        "sent": "sent" in request.GET and form is None and typed is None,
    }
    return render(request, "cases/follow.html", context)


@never_cache
@require_http_methods(BOTH)
def following_page(request, token):
    """The page of one follower, opened by the link of its messages. Opening it changes nothing."""
    rows = Follower.objects.of(request.commune).select_related(
        "case__topic", "case__district", "case__commune", "case__publication"
    )
    row = rows.filter(pk=codes.unsealed(MANAGE, token)).first()
    if row is None:
        return render(request, "cases/following_gone.html", status=404)
    at = timezone.now()
    if request.method == "POST":
        return _change(request, row, token, at)
    answer = row.case.answers.last() if row.confirmed_at else None
    context = {
        **_shown(row.case, at),
        "follower": row,
        "answer": answer,
        "answer_text": without_person(answer.text, row.case) if answer else "",
        "standing": _standing(row.case),
    }
    return render(request, "cases/following.html", context)


def _change(request, row, token, at):
    if "leave" in request.POST:
        following.leave(row)
        messages.success(request, _("You follow this case no longer. Your address was deleted."))
        return redirect("home")
    if "confirm" in request.POST and following.confirm(row, at=at):
        messages.success(request, _("It is noted: you will be told."))
    return redirect("cases:following", token)


def _standing(case):
    """Where it stands, for somebody who did not file it: what the commune wants of the other one is not theirs."""
    if case.state == State.INCOMPLETE:
        return _("The commune asked the person who filed for more information.")
    return _("A service is working on it.") if case.is_under_review else standing(case)


def _shown(case, at):
    """What others may see of a case: its subject and district, where it stands and its due date; of its words only
    those that were published."""
    promised = promise.of_case(case, at=at)
    return {
        "case": case,
        "promised": promised,
        "facts": vars(promised) if promised and not promised.met else None,
        "public_url": pillars.public_page(case) if case.published_at else None,
        "is_late": bool(promised and promised.late and not promised.met),
    }
