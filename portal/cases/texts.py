"""Answer templates: rows of the commune, filled with what is known of a case."""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from portal import formats
from portal.prepared import Prepared

from .models import AnswerTemplate
from .states import Outcome

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def placeholders(case, *, ground=None, competent_body="", original=None):
    """{placeholder: text} of a case, in the language of the citizen."""
    with translation.override(case.language):
        return {
            "name": case.name or _("Madam, Sir"),
            "reference": case.reference,
            "subject": case.subject,
            "received_on": formats.day(case.received_on, case.language),
            "department": str(case.department or ""),
            "competent_body": competent_body or (case.topic.competent_body if case.topic else ""),
            "ground": str(ground or ""),
            "original_reference": original.reference if original else "",
            "commune": str(case.commune),
        }


def fill(text, values):
    """A template's text with its placeholders filled, once: braces that a citizen typed are text.

    What is unknown stays visible for the clerk.
    """
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def templates_for(case):
    """The active templates of a case's language: those of its topic first."""
    rows = _active(commune=case.commune_id, model=case.model, language=case.language)
    usable = [row for row in rows if row.topic_id in (None, case.topic_id)]
    return sorted(usable, key=lambda row: (row.outcome, row.topic_id is None, row.pk))


@Prepared
def _active(commune, **facts):
    return AnswerTemplate.objects.of(commune).active().filter(**facts)


def not_completed_text(case):
    """The reasoned text of a case that was never completed: the commune's template, else a plain sentence."""
    for row in templates_for(case):
        if row.outcome == Outcome.NOT_COMPLETED:
            return fill(row.text, placeholders(case))
    with translation.override(case.language):
        return _(
            "The information we asked you for did not reach us in time. Write to us and the case is taken up again."
        )
