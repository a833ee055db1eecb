"""Answers to the questions of a topic, kept with the words in which they were asked."""

from django.utils import translation

from portal import formats

from ..models import Detail
from ..states import QuestionKind

LANGUAGES = ("ar", "fr")


def add(case, *, answers):
    """Keep [(TopicQuestion, value)] with a case: a day as a date, a number as Decimal, a choice as (Arabic, French)."""
    rows = [_row(case, question, value) for question, value in answers]
    return Detail.objects.bulk_create(rows)


def _row(case, question, value):
    texts = {f"text_{code}": _words(question, value, code) for code in LANGUAGES}
    labels = {f"label_{code}": getattr(question, f"label_{code}") or question.label for code in LANGUAGES}
    plain = {QuestionKind.CHOICE: lambda: value[0], QuestionKind.DATE: lambda: value.isoformat()}
    stored = plain.get(question.kind, lambda: str(value))()
    return Detail(case_id=case.pk, question=question, value=stored, **labels, **texts)


def _words(question, value, language):
    with translation.override(language):
        if question.kind == QuestionKind.DATE:
            return formats.day(value, language)
        if question.kind == QuestionKind.CHOICE:
            return value[LANGUAGES.index(language)]
        return str(value)
