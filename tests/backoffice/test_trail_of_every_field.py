"""Whatever field of the configuration somebody changes on its page, the change stands in the trail."""

import pytest
from django import forms
from django.contrib import admin

from portal import audit
from portal.communes.models import Commune
from tests.fixtures.builders import make_category
from tests.fixtures.configured import configure
from tests.fixtures.desk import address, filled, sign_in

pytestmark = pytest.mark.usefixtures("now", "watched")
MODELS = list(admin.site._registry)
# What a page refuses to change alone, because something else goes with it: (model, field) that is left out.
BOUND = {("answertemplate", "language"), ("deadlinerule", "pause_within_days")}
TYPED = {"networks": "192.0.2.10", "elsewhere": "/fr/news/"}


def another(field, now):
    """A value that the field takes and that is not the one of now; None when it has only one."""
    if isinstance(field, forms.BooleanField):
        return not now
    if isinstance(field, forms.ModelChoiceField):
        return next((row.pk for row in field.queryset if row.pk != now), None)
    if isinstance(field, forms.MultipleChoiceField):
        return [next((value for value, _label in field.choices if value not in (now or [])), field.choices[0][0])]
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _label in field.choices if value and value != now), None)
    if isinstance(field, forms.FloatField | forms.DecimalField):
        return (now or 0) + 0.001
    if isinstance(field, forms.IntegerField):
        return (now or 0) + 1
    if isinstance(field, forms.DateField):
        return now.replace(year=now.year + 1)
    samples = {forms.EmailField: "other@example.org", forms.URLField: "https://example.org"}
    return samples.get(type(field), f"{now or ''}x"[-60:])


def row_of(model, commune):
    if model is Commune:
        return commune
    configure(commune)
    make_category(commune, code="second")
    return model._default_manager.filter(commune=commune).last()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_each_field_of_a_page_that_is_changed_stands_in_the_trail(model, commune, administrator):
    row, client, silent, refused = row_of(model, commune), sign_in(administrator), [], []
    form = client.get(address(model, "change", row.pk)).context["adminform"].form
    for name, field in form.fields.items():
        value = TYPED.get(name) or another(field, form[name].value() if form[name].value() != "" else None)
        if value is None or field.disabled or (model._meta.model_name, name) in BOUND:
            continue
        before = audit.entries_of(commune).count()
        answer = client.post(address(model, "change", row.pk), filled(client, model, "change", row.pk, **{name: value}))
        if answer.status_code != 302:
            refused.append((name, value, answer.context["adminform"].form.errors.as_text()))
            continue
        entry = audit.entries_of(commune).first()
        if audit.entries_of(commune).count() == before or name not in entry.changes or entry.actor != administrator:
            silent.append(name)
    assert (silent, refused) == ([], [])
