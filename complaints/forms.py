"""The filing form. Its field names are a public contract: other programs fill it in."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import ErrorDict
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.accounts.models import LANGUAGES
from portal.cases import questions
from portal.cases.fields import DegreeField, EitherTextarea, EmailField, FilesField, PhoneField, RowField, TextField
from portal.cases.states import FileKind
from portal.communes.models import District
from portal.prepared import Prepared

from .models import Category
from .states import CATEGORY_MODEL, Kind

LONGEST_SUBJECT = 160
LONGEST_TEXT = 5000


def _offered(commune):
    return Category.objects.of(commune).active().select_related("department")


@Prepared
def _active(commune, category):
    return _offered(commune).filter(pk=category)


@Prepared
def _publishable(commune):
    return Category.objects.publishable(commune).values("pk")[:1]


class DistrictChoices(ModelChoiceIterator):
    """Neighbourhoods under the annex they belong to; an annex without any stands alone."""

    def __iter__(self):
        yield "", self.field.empty_label
        rows = list(self.queryset)
        inside = {}
        for row in rows:
            inside.setdefault(row.parent_id, []).append(row)
        for row in inside.get(None, []):
            within = [self.choice(each) for each in inside.get(row.pk, [])]
            yield (row.name, [self.choice(row), *within]) if within else self.choice(row)


class DistrictField(RowField):
    iterator = DistrictChoices


class ComplaintForm(forms.Form):
    """What a person tells. `kept`: the files already checked; `refusals`: sentences about those that were refused."""

    submission_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("What do you want to tell us?"),
        choices=[(kind.value, capfirst(kind.label)) for kind in Kind],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose complaint, remark or suggestion.")),
    )
    category = RowField(
        label=_("What is it about?"),
        queryset=Category.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose what it is about; the nearest subject is enough."),
            "invalid_choice": _("This subject is not one of this commune. Choose one of the list."),
        },
    )
    description = TextField(
        label=_("What happened?"),
        longest=LONGEST_TEXT,
        lines=True,
        widget=EitherTextarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell us what happened: write a few words, or add a voice note.")},
        help_text=_("Since when? Who suffers from it? Two lines are enough; a voice note replaces them."),
    )
    files = FilesField(label=_("Photos, a document or a short video"), required=False)
    subject = TextField(
        label=_("Title"),
        required=False,
        longest=LONGEST_SUBJECT,
        help_text=_("If you leave it empty, we take the subject and the place."),
    )
    district = DistrictField(
        label=_("District"),
        queryset=District.objects.none(),
        required=False,
        empty_label=_("I do not know the district"),
        error_messages={"invalid_choice": _("This district is not one of this commune. Choose one of the list.")},
    )
    address = TextField(
        label=_("Nearby landmark"),
        required=False,
        longest=250,
        help_text=_("School, shop, mosque: what neighbours would point to."),
    )
    latitude = DegreeField(label=_("Latitude"), most=90, required=False)
    longitude = DegreeField(label=_("Longitude"), most=180, required=False)
    name = TextField(label=_("Full name"), required=False, longest=120)
    phone = PhoneField(
        label=_("Phone number"), required=False, help_text=_("The receipt and the answer reach you by SMS.")
    )
    email = EmailField(label=_("E-mail address"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )
    publish = forms.BooleanField(
        label=_("My message may be published on this site, without my name"),
        required=False,
        help_text=_(
            "An employee first takes out names, numbers and faces, and the place is only shown roughly. "
            "You can take this back at any time with your code."
        ),
    )
    agree = forms.BooleanField(
        label=_("I have read how the commune uses these data"),
        error_messages={"required": _("Tick the box to say that you have read the notice on your data.")},
    )

    def __init__(self, *args, commune, kept=(), refusals=(), **options):
        super().__init__(*args, **options)
        self.commune, self.kept, self.refusals = commune, list(kept), list(dict.fromkeys(refusals))
        self.fields["category"].queryset = _offered(commune)
        self.fields["district"].queryset = District.objects.of(commune).active()
        self.fields["description"].required = not self.has_voice
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if not _publishable(commune=commune.pk):
            del self.fields["publish"]
        self._ask()

    def _ask(self):
        """A field for each question of a subject; those of the chosen subject and of its group are asked."""
        self.questions = questions.of(self.commune, model=CATEGORY_MODEL)
        chosen = str(self["category"].value() or "") if self.questions else ""
        known = chosen.isascii() and chosen.isdigit() and len(chosen) < 18
        rows = _active(commune=self.commune.pk, category=int(chosen)) if known else []
        self.fields["category"].read = {str(row.pk): row for row in rows}
        topics = {pk for row in rows for pk in (row.pk, row.parent_id)}
        for question in self.questions:
            self.fields[questions.name(question)] = questions.field(question, asked=question.topic_id in topics)
        self.order_fields(["submission_token", "kind", "category", *map(questions.name, self.questions)])

    def full_clean(self):
        """Errors come in the order in which the fields stand on the page."""
        super().full_clean()
        order = {name: place for place, name in enumerate(self.fields)}
        found = sorted(self._errors.items(), key=lambda entry: order.get(entry[0], -1))
        self._errors = ErrorDict(found, renderer=self.renderer)

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def clean(self):
        data = super().clean()
        for refusal in self.refusals:
            self.add_error("files", refusal)
        self._check_kind(data)
        self._check_place(data)
        return data

    def _check_kind(self, data):
        kind, category = data.get("kind"), data.get("category")
        if kind and category and kind not in category.kinds:
            served = formats.listing([str(Kind(each).label) for each in category.kinds], translation.get_language())
            sentence = _("This subject is for another kind of message: %(kinds)s. Choose another kind or subject.")
            self.add_error("category", sentence % {"kinds": served})

    def _check_place(self, data):
        if not {"latitude", "longitude"} <= set(data):
            return
        point = (data["latitude"], data["longitude"])
        if point.count(None) == 1:
            self.add_error("latitude", _("A place on the map needs both numbers. Fill in the other one, or none."))
        elif None not in point and not self.commune.contains(*point):
            self.add_error(
                "latitude",
                _("This place lies outside the commune. Move the pin, or remove it and describe the place in words."),
            )

    @property
    def has_voice(self):
        return any(file.kind in (FileKind.AUDIO, FileKind.VIDEO) for file in self.kept)

    def facts(self):
        """What `filing.file` takes, from a valid form."""
        data = self.cleaned_data
        names = (
            "kind",
            "category",
            "district",
            "address",
            "latitude",
            "longitude",
            "name",
            "phone",
            "email",
            "language",
        )
        facts = {name: data[name] for name in (*names, "description")}
        facts["answers"] = questions.answers(self.questions, data)
        return facts | {"subject": data["subject"] or self._derived_subject(), "publish": data.get("publish", False)}

    def _derived_subject(self):
        """The subject and the place, in the language of the citizen."""
        data = self.cleaned_data
        with translation.override(data["language"]):
            parts = [data["category"].name, data["district"].name if data["district"] else data["address"]]
            return f"{formats.COMMAS[data['language']]} ".join(filter(None, parts))[:LONGEST_SUBJECT]
