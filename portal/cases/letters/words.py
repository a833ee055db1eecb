"""What stands on a receipt and under an answer, in words of the active language: for the page and the paper alike."""

from collections import Counter

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal import formats
from portal.workdays.arithmetic import local_day

from .. import procedures
from ..promise import count
from ..services import rules_in_force
from ..states import CONTEST, REVIEW, Channel, FileKind, Outcome


def facts(case, files):
    """[(label, value)] of a case, in the order of the receipt; what is empty is left out."""
    lang = get_language()
    moment = f"{formats.weekday_day(case.opened_at, lang)}{formats.COMMAS[lang]} {formats.clock(case.opened_at)}"
    arrived = case.channel != Channel.WEB
    rows = [
        (_("Entered on") if arrived else _("Filed on"), moment),
        (_("Received on"), formats.weekday_day(case.received_on, lang) if arrived else ""),
        (_("How it reached us"), str(Channel(case.channel).label)),
        (_("Number there"), f"\u2066{case.external_reference}\u2069" if case.external_reference else ""),
        (_("Subject"), case.subject),
        (_("Category"), str(case.topic or "")),
        (_("Place"), place(case)),
        (_("Service in charge"), str(case.department or "")),
        *((detail.label, detail.text) for detail in case.details.all()),
        (_("Files"), files_in_words(files)),
        *_further(case),
    ]
    return [(label, value) for label, value in rows if value]


def _further(case):
    """What the pillar adds to the receipt of its cases."""
    own = procedures.of(case).receipt
    return own(case) if own else ()


def place(case):
    """District and landmark, and the position in degrees where there is one."""
    parts = [str(case.district or ""), case.address]
    if case.latitude is not None:
        parts.append(f"\u2066{case.latitude:.5f}, {case.longitude:.5f}\u2069")
    return f"{formats.COMMAS[get_language()]} ".join(part for part in parts if part)


def files_in_words(files):
    """In words: "2 photos, 1 voice note (0:42)"; "" without files."""
    count = Counter(file.kind for file in files)
    seconds = sum(file.seconds or 0 for file in files if file.kind == FileKind.AUDIO)
    words = {
        FileKind.PHOTO: ngettext("%(n)d photo", "%(n)d photos", count[FileKind.PHOTO]),
        FileKind.AUDIO: ngettext("%(n)d voice note", "%(n)d voice notes", count[FileKind.AUDIO]),
        FileKind.VIDEO: ngettext("%(n)d video", "%(n)d videos", count[FileKind.VIDEO]),
        FileKind.PDF: ngettext("%(n)d document", "%(n)d documents", count[FileKind.PDF]),
    }
    found = []
    for kind in (kind for kind in words if count[kind]):
        length = f" ({formats.duration(seconds)})" if kind == FileKind.AUDIO and seconds else ""
        found.append(words[kind] % {"n": count[kind]} + length)
    return formats.listing(found, get_language()) if found else ""


def next_steps(case):
    """What happens now, as sentences."""
    rule = rules_in_force.rule_for(case)
    steps = [_("A service studies your message.")]
    if rule and rule.pause_within_days is not None:
        asked = ngettext(
            "A service studies your message. If something is missing, it asks you within %(n)d day, and the count"
            " stops until you answer.",
            "A service studies your message. If something is missing, it asks you within %(n)d days, and the count"
            " stops until you answer.",
            rule.pause_within_days,
        )
        steps = [asked % {"n": rule.pause_within_days}]
    if rule is None:
        return [*steps, _("It is read and kept in the register; no answer date is promised.")]
    if case.contact and case.contact.is_email:
        return [*steps, _("You receive a reasoned answer by e-mail, and read it here with your code.")]
    if case.contact:
        return [*steps, _("You receive an SMS when the answer is ready, and read it here with your code.")]
    if case.channel == Channel.WEB:
        return [*steps, _("You read the reasoned answer on the tracking page with your code: we have no other way.")]
    return [*steps, _("The reasoned answer is handed to you, or sent by post; you also read it with your code.")]


def remedy(case):
    """Where to turn next: as the pillar says, else in the commune's words, else in those of decree 2.17.265 art. 1."""
    own = procedures.of(case).remedy
    if own:
        return own(case)
    return case.commune.remedy or _(
        "If the answer does not come in time, or does not convince you, write to the complaints unit of the commune."
        " You may always turn to the Médiateur of the Kingdom (Wassit)."
    )


def after_answer(answer):
    """What can be done after an answer: a review by somebody else, once; then the Médiateur, and the court."""
    case = answer.case
    if answer.is_final:
        own = procedures.of(case).after_review
        if own:
            return own(case)
        return _(
            "This answer was given after a review: the commune does not review it again. You may turn to the Médiateur"
            " of the Kingdom (Wassit), or to the administrative court."
        )
    return " ".join(part for part in (review(answer), remedy(case)) if part)


def review(answer):
    """How long a review of this answer may be asked for and what it brings, or "" when none is possible."""
    case = answer.case
    if answer.outcome == Outcome.NOT_COMPLETED or case.review_asked_at:
        return ""
    rules, words = rules_in_force.by_kind(case, on=local_day(answer.at)), procedures.of(case)
    if REVIEW not in rules:
        return ""
    facts = {"length": count(rules[REVIEW].length, rules[REVIEW].unit)}
    if case.respond_until:
        return words.review_by_day % {**facts, "day": formats.day(case.respond_until, get_language())}
    return words.review_within % {**facts, "days": _days_to_respond(case, rules)}


def before_answer(case):
    """The remedies as a receipt announces them, before there is an answer."""
    rules = rules_in_force.by_kind(case, on=case.received_on)
    if REVIEW not in rules:
        return remedy(case)
    return f"{procedures.of(case).review_to_come % {'days': _days_to_respond(case, rules)}} {remedy(case)}"


def _days_to_respond(case, rules):
    rule = rules.get(CONTEST)
    return count(rule.length, rule.unit) if rule else count(case.commune.review_days, "calendar_days")


def contacts(commune):
    """Address, phone, website and e-mail of the commune (decree 2.17.265 art. 10), those it has given."""
    latin = [f"\u2066{value}\u2069" for value in (commune.phone, commune.email, commune.website) if value]
    return [commune.address, *latin] if commune.address else latin
