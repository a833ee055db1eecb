"""Following a case with its reference and code, and the page of the case for its citizen."""

from uuid import uuid4

from django.apps import apps
from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import pillars, rates
from portal.headers import using
from portal.views import held, render_part
from portal.workdays.arithmetic import local_day

from .. import access, belongings, codes, procedures, promise, timeline
from ..forms import ObjectionForm, ReplyForm, ReviewForm, TrackForm
from ..letters import words
from ..models import Answer, Case, Message
from ..services import decisions, responses, uploads
from ..states import Outcome, State

ALSO = ("messages", "decisions", "details", "splits", "attachments")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request):
    """An unknown reference and a wrong code get the same answer, after the same work.

    Wrong codes are counted, for a reference and for an address; the right one opens at any time.
    """
    if request.method != "POST":
        typed = request.GET.get("reference", "").replace("\x00", "")[:40]
        reference = codes.clean_reference(typed)
        if reference and access.granted_case(request, reference):
            return redirect("cases:case", reference)
        form = TrackForm(initial={"reference": reference or typed})
        return render_part(request, "cases/track.html", {"form": form})
    form = TrackForm(request.POST)
    if form.is_valid():
        case = Case.objects.of(request.commune).filter(reference=form.cleaned_data["reference"]).first()
        if codes.is_code_of(case, form.cleaned_data["code"]):
            access.grant(request, case)
            return redirect("cases:case", case.reference)
        return _wrong(request, form)
    return render_part(request, "cases/track.html", {"form": form})


def _wrong(request, form):
    wait = rates.spend(request, "track", target=form.cleaned_data["reference"])
    sentence = _("No case has this number with this code. Check both on your receipt, and try again.")
    form.add_error(None, wait.sentence if wait else sentence)
    answer = render_part(request, "cases/track.html", {"form": form})
    return held(answer, wait) if wait else answer


@using("microphone")
@never_cache
@require_safe
def case(request, reference):
    found = access.granted_case(request, codes.clean_reference(reference))
    if found:
        return show(request, found, at=timezone.now())
    desk = pillars.link("backoffice:case", reference) if access.readable_case(request, reference) else None
    return redirect(desk) if desk else to_tracking(reference)


def to_tracking(reference):
    """The tracking form with this reference in it, whether there is such a case or not."""
    shown = codes.clean_reference(reference) or reference[:40]
    return redirect(f"{reverse('cases:track')}?{urlencode({'reference': shown})}")


def show(request, case, *, at, reply=None, objection=None, review=None):
    """The page of a case for its citizen; `reply`, `objection`, `review`: forms that were sent, to be corrected."""
    case = _with_its_rows(case.concrete())
    promised = promise.of_case(case, at=at)
    context = {
        "case": case,
        "promised": promised,
        "is_late": bool(promised and promised.late and not promised.met),
        "facts": vars(promised) if promised else None,
        "standing": standing(case),
        "details": case.details.all(),
        "entries": timeline.of_case(case, promised),
        "decision": decisions.open_decision(case, at=at),
        "objection": objection or ObjectionForm(),
        "owned": access.is_owned(request, case),
        "public_url": pillars.public_page(case),
        "extra": getattr(apps.get_app_config(case._meta.app_label), "case_extra", ""),
        **_asked(case, reply),
        **_answered(case, review, at),
    }
    return render_part(request, "cases/case.html", context)


def _with_its_rows(case):
    rows: dict[str, str | Prefetch] = {name: name for name in ALSO}
    rows["answers"] = Prefetch("answers", Answer.objects.select_related("ground"))
    there = belongings.of(case, *rows)
    belongings.without(case, rows.keys() - there)
    prefetch_related_objects([case], *(rows[name] for name in there))
    return case


def _asked(case, reply):
    """The open question of the commune, and the form to write to it where it takes messages."""
    if not can_reply(case):
        return {"question": None, "reply": None}
    asked = [m for m in case.messages.all() if m.kind == Message.Kind.QUESTION and m.answered_at is None]
    question = asked[-1] if asked and case.is_open else None
    if reply is None:
        reply = ReplyForm(initial={"submission_token": uuid4()}, answers_question=question is not None)
    return {"question": question, "reply": reply, "limits": uploads.limits_of(case.commune)}


def _answered(case, review, at):
    """The last answer, what can be done about it, and the form to ask for its review while that is possible."""
    answers, on = list(case.answers.all()), local_day(at)
    may_ask = responses.may_ask_review(case, on=on)
    if may_ask and review is None:
        review = ReviewForm(initial={"submission_token": uuid4()}, answered=bool(answers))
    asked = {"review": review if may_ask else None, "procedure": procedures.of(case)}
    if not answers:
        return {"answer": None, "remedy": words.before_answer(case), **asked}
    answer = answers[-1]
    return {
        **asked,
        "answer": answer,
        "answer_files": answer.attachments.filter(internal=False),
        "may_accept": responses.may_accept(case, on=on),
        "remedies": words.after_answer(answer),
        "limits": uploads.limits_of(case.commune),
    }


def standing(case):
    """Where a case stands, in plain words."""
    if case.is_under_review and case.state == State.IN_PROGRESS:
        return _("You asked for a review. Somebody else than before looks at your case.")
    match case.state:
        case State.RECEIVED:
            return _("We have it. A service will take it in hand.")
        case State.IN_PROGRESS:
            return _("A service is working on it.")
        case State.INCOMPLETE:
            return _("We need something from you before we can go on.")
        case State.PLANNED:
            return _("A team will come to the place.")
        case State.ANSWERED:
            return _("The commune has given its answer.")
    return _("The work on this case is finished.")


def can_reply(case):
    """While work goes on; and when it was answered "not completed", for a reply takes it up again."""
    if case.is_open:
        return True
    answers = list(case.answers.all()) if case.state == State.ANSWERED else []
    return bool(answers) and answers[-1].outcome == Outcome.NOT_COMPLETED
