"""The short way to a translated field says what modeltranslation says."""

import pytest
from django.utils import translation

from portal import localized
from portal.communes.models import District

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("names", [("المنار", "Al Manar"), ("المنار", ""), ("", "Al Manar"), ("المنار", None)])
def test_a_name_is_said_in_the_language_of_the_reader_else_in_the_other_one(names, commune):
    row = District.objects.create(commune=commune, name_ar=names[0], name_fr=names[1])
    for language in ("ar", "fr"):
        with translation.override(language):
            expected = {"ar": names[0] or names[1], "fr": names[1] or names[0]}[language]
            assert localized.text(row, "name") == str(row) == row.name == expected
            later = District.objects.defer("name_ar", "name_fr").get(pk=row.pk)
            assert localized.text(later, "name") == expected, "read when it is asked for"
