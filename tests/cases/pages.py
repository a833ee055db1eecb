"""What a citizen's page of a case shows, for tests that read it."""

from django.utils import translation

from tests.fixtures.citizens import in_language


def page_of(client, case, lang="fr"):
    answer = client.get(in_language(lang, "cases:case", case.reference))
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client, case):
    """The timeline of the page, the newest first."""
    answer = client.get(in_language("fr", "cases:case", case.reference))
    return [entry.title for entry in answer.context["entries"]]


def say(words):
    with translation.override("fr"):
        return translation.gettext(words)
