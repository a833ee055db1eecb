"""What the texts under templates/cases/mail/ may say, loaded when they are sent: codes and names are not stored."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.communes.addresses import absolute
from portal.communes.models import Commune
from portal.notifications.channels import Undeliverable
from portal.workdays.arithmetic import local_day

from . import promise
from .anonymity import without_person
from .codes import sealed, tracking_code
from .due import last_day
from .letters import words
from .models import Answer, Case, Consultation, Deadline, Decision, EscalationStep, Follower, Message
from .states import DeadlineState


def context(row):
    """The context of an outbox row, in the active language (its recipient's)."""
    model, _sep, pk = row.about.partition(":")
    if model == Deadline._meta.label_lower:
        return _of_deadline(row, Deadline.objects.select_related("case", "commune").get(pk=pk))
    if model == Commune._meta.label_lower:
        return _of_digest(row)
    if row.context.get("to") == "former":
        return _of_former_address(row)
    case = Case.objects.select_related("commune", "department", "topic").get(pk=pk).concrete()
    readers = {"staff": _of_staff, "follower": _of_follower}
    return readers.get(row.context.get("to"), _of_citizen)(row, case)


def _of_citizen(row, case):
    promised = promise.of_case(case, at=row.queued_at)
    return {
        "case": case,
        "code": tracking_code(case),
        "track_url": absolute(case.commune, reverse("cases:track") + f"?reference={case.reference}"),
        "due_on": promised and promised.due_on,
        "due_basis": promised.basis if promised else "",
        "days_left": promised and promised.days_left,
        "received_at": case.opened_at,
        "respond_until": case.respond_until,
        "remedy": words.remedy(case),
        "why": _("You receive this message because you gave this address for case %(reference)s.")
        % {"reference": case.reference},
        **_linked(row.context),
    }


def _of_follower(row, case):
    """Nothing of the person whose case it is. Raise Undeliverable for an address that has left."""
    follower = Follower.objects.filter(pk=row.context["follower"]).first()
    if follower is None:
        raise Undeliverable("This address follows the case no longer.")
    promised, linked = promise.of_case(case, at=row.queued_at), _linked(row.context)
    return {
        "case": case,
        "name": follower.name,
        "about": str(case.topic or ""),
        "url": absolute(case.commune, reverse("cases:following", args=[sealed("follower", follower.pk)])),
        "due_on": promised and promised.due_on,
        "was_answered": case.answers.exists(),
        "why": _("You receive this message because this address was given to follow case %(reference)s.")
        % {"reference": case.reference},
        **linked,
        "text": without_person(linked.get("text", ""), case),
    }


def _of_former_address(row):
    """Nothing of the case: whoever reads there may be a stranger."""
    why = _("You receive this message because this address had been given to the commune.")
    return {"url": absolute(row.commune, reverse("home")), "why": why}


def _linked(ids):
    found: dict[str, Any] = {}
    if "message" in ids:
        found["message"] = Message.objects.get(pk=ids["message"])
        found["text"] = found["message"].text
        found["answer_by"] = found["message"].answer_by
    if "answer" in ids:
        found["answer"] = Answer.objects.select_related("case__commune").get(pk=ids["answer"])
        found["text"] = found["answer"].text
        found["remedies"] = words.after_answer(found["answer"])
        found["review_until"] = found["answer"].case.respond_until if words.review(found["answer"]) else None
    if "decision" in ids:
        found["decision"] = Decision.objects.get(pk=ids["decision"])
        found["text"], found["object_until"] = found["decision"].text, found["decision"].object_until
    if "split_from" in ids:
        found["split_from"] = Case.objects.get(pk=ids["split_from"])
    return found


def _of_staff(row, case):
    found: dict[str, Any] = {"case": case, "case_url": case_url(case), "why": _staff_why()}
    promised = promise.of_case(case, at=row.queued_at)
    found["due_on"] = promised and promised.due_on
    if "consultation" in row.context:
        found["consultation"] = Consultation.objects.select_related("department").get(pk=row.context["consultation"])
        found["text"], found["due_on"] = found["consultation"].question, found["consultation"].due_on
    return found


def _of_deadline(row, deadline):
    case = deadline.case.concrete() if deadline.case else None
    late = deadline.state == DeadlineState.RUNNING and deadline.due_at <= row.queued_at
    return {
        "case": case,
        "deadline": deadline,
        "title": deadline.title,
        "case_url": case_url(case) if case else absolute(deadline.commune, deadline.link),
        "proposed_at": case.proposed_at if case and case.is_open else None,
        "step_name": str(EscalationStep.objects.get(pk=row.context["step"])),
        "due_on": deadline.last_on,
        "is_late": late,
        "days_late": (local_day(row.queued_at) - deadline.last_on).days if late and deadline.last_on else 0,
        "days_left": (deadline.last_on - local_day(row.queued_at)).days if deadline.last_on and not late else 0,
        "why": _staff_why(),
    }


def _of_digest(row):
    found, counts, titles = row.context["found"], row.context["counts"], _digest_titles()
    asked = Consultation.objects.filter(pk__in=found.get("asked", [])).order_by("due_on", "pk").select_related("case")
    ids = {pk for name, pks in found.items() if name != "asked" for pk in pks}
    cases = Case.objects.select_related("commune").in_bulk(ids)
    sections = []
    for name in found:
        lines = [_digest_line(c.case, c.due_on) for c in asked] if name == "asked" else []
        lines = lines or [_digest_line(cases[pk], last_day(cases[pk])) for pk in found[name] if pk in cases]
        more = counts[name] - len(found[name])
        sections.append({"title": titles[name], "count": counts[name], "lines": lines, "more": more})
    with translation.override(None):
        url = absolute(row.commune, reverse("backoffice:index"))
    return {"sections": sections, "url": url, "day": row.queued_at, "why": _staff_why()}


def _digest_titles():
    return {
        "late": _("Overdue"),
        "soon": _("Due within 7 days"),
        "approve": _("Answers to approve"),
        "reviews": _("Reviews"),
        "asked": _("Asked of your department"),
    }


def _digest_line(case, on):
    subject = case.subject or str(case.topic or "")
    return {"reference": case.reference, "subject": subject, "on": on}


def _staff_why():
    return _("You receive this message because of your role in the commune.")


def case_url(case):
    with translation.override(None):
        return absolute(case.commune, reverse("backoffice:case", args=[case.reference]))
