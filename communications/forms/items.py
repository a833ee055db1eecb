"""The forms of those who publish: both languages beside each other, nothing demanded before it goes out."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised, grouped
from portal.cases.fields import FilesField, FilesInput, RowField, RowsField, TextField
from portal.communes.models import Department, District
from portal.workdays.arithmetic import local_day

from ..models import Theme
from ..states.items import LANGUAGES, FileRole, Kind, Status, Way
from .held import HoldingForm

LONGEST_BODY = 20_000
MOMENT = "%Y-%m-%dT%H:%M"
DIRECTIONS = {"ar": "rtl", "fr": "ltr"}


def moment_field(label, **options):
    """A local date and time, typed with the browser's own picker."""
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "dir": "ltr"})
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=[MOMENT], **options)


class ItemForm(HoldingForm):
    """An announcement: words, place, moments and files. `item`: the one that is changed, None for a new one."""

    kind = forms.ChoiceField(label=_("What it is"), choices=lambda: capitalised(Kind.choices), widget=forms.RadioSelect)
    title_ar = TextField(label=_("Title in Arabic"), longest=160, required=False)
    title_fr = TextField(label=_("Title in French"), longest=160, required=False)
    summary_ar = TextField(label=_("Summary in Arabic"), longest=400, required=False)
    summary_fr = TextField(label=_("Summary in French"), longest=400, required=False)
    body_ar = TextField(label=_("Text in Arabic"), longest=LONGEST_BODY, lines=True, required=False)
    body_fr = TextField(label=_("Text in French"), longest=LONGEST_BODY, lines=True, required=False)
    department = RowField(
        Department.objects.none(), label=_("Department that answers for it"), required=False, empty_label=_("None")
    )
    contact_ar = TextField(label=_("Whom to ask, in Arabic"), longest=200, required=False)
    contact_fr = TextField(label=_("Whom to ask, in French"), longest=200, required=False)
    themes = RowsField(Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    everywhere = forms.BooleanField(label=_("It concerns the whole commune"), required=False)
    districts = RowsField(
        District.objects.none(),
        label=_("Districts"),
        required=False,
        help_text=_("Only where it does not concern the whole commune."),
    )
    expires_at = moment_field(_("Public until"), help_text=_("Empty: it stays."))
    pinned = forms.BooleanField(label=_("Keep it on top of the list"), required=False)
    picture = FilesField(
        label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("We take out the place and the telephone from its data."),
    )  # fmt: skip
    words_ar = TextField(label=_("What the picture shows, in Arabic"), longest=250, required=False)
    words_fr = TextField(label=_("What the picture shows, in French"), longest=250, required=False)
    attachments = FilesField(
        label=_("Documents to download (PDF)"),
        required=False,
        widget=FilesInput(attrs={"accept": "application/pdf,image/*"}),
    )
    recording_ar = FilesField(
        label=_("Recording in Arabic"), required=False, widget=forms.FileInput(attrs={"accept": "audio/*"})
    )
    recording_fr = FilesField(
        label=_("Recording in French"), required=False, widget=forms.FileInput(attrs={"accept": "audio/*"})
    )

    ROLES: ClassVar[dict[str, tuple]] = {
        "picture": (FileRole.PICTURE, ""),
        "attachments": (FileRole.ATTACHMENT, ""),
        "recording_ar": (FileRole.RECORDING, "ar"),
        "recording_fr": (FileRole.RECORDING, "fr"),
    }

    def __init__(self, *args, commune, at, item=None, **options):
        super().__init__(*args, **options)
        self.commune, self.at, self.item = commune, at, item
        self.fields["department"].queryset = Department.objects.of(commune).active()
        if "themes" in self.fields:
            self.fields["themes"].queryset = Theme.objects.of(commune).active()
        self.fields["districts"].queryset = District.objects.of(commune).active()
        self.fields["districts"].choices = list(grouped(self.fields["districts"].queryset))
        for name, field in self.fields.items():
            if name[-3:] in ("_ar", "_fr") and isinstance(field, TextField):
                field.widget.attrs |= {"lang": name[-2:], "dir": DIRECTIONS[name[-2:]]}
        for code in LANGUAGES:
            self.fields[f"body_{code}"].widget.attrs["rows"] = 10

    def clean(self):
        data = super().clean()
        if not any(data.get(f"title_{code}") for code in LANGUAGES):
            self.add_error("title_ar", _("Give it a title in one of the languages: you find it again by it."))
        if not data.get("everywhere") and not data.get("districts"):
            self.add_error("districts", _("Choose the districts that it concerns, or say that it is for all."))
        begins = self.item.publish_at if self.item else None
        if data.get("expires_at") and begins and data["expires_at"] <= begins:
            self.add_error("expires_at", _("It would end before it begins: choose a later moment."))
        self._describe_the_picture(data)
        return data

    def _describe_the_picture(self, data):
        """What is public already may not get a picture that somebody who does not see it cannot read."""
        if self.item is None or self.item.status != Status.PUBLISHED:
            return
        pictured = "picture" in self.kept or self.item.files.filter(role=FileRole.PICTURE).exists()
        for code in self.item.languages if pictured else ():
            if f"words_{code}" not in self.errors and not data.get(f"words_{code}"):
                self.add_error(f"words_{code}", _("This is public: it cannot be left empty."))

    def given(self):
        """What the services take: the words and places, without the files and what the picture shows."""
        return {name: value for name, value in super().given().items() if not name.startswith("words_")}


def first_values(item, form=ItemForm):
    """What stands in the form of an item that exists."""
    names = [name for name in form.base_fields if hasattr(item, name) and name not in ("themes", "districts")]
    picture = next((file for file in item.files.all() if file.role == FileRole.PICTURE), None)
    words = {f"words_{code}": getattr(picture, f"words_{code}") for code in LANGUAGES} if picture else {}
    rows = {"themes": list(item.themes.all()), "districts": list(item.districts.all())}
    return {**{name: getattr(item, name) for name in names}, **words, **rows}


class PublishForm(forms.Form):
    """When it goes out, and why in one language only where the other one is missing."""

    publish_at = moment_field(_("Public from"), help_text=_("Empty: at once."))
    urgent_reason = TextField(
        label=_("Why it cannot wait for the other language"),
        longest=250,
        required=False,
        help_text=_("Only for what is urgent. The missing language is then owed, with a deadline that reminds you."),
    )

    def __init__(self, *args, item, at, **options):
        super().__init__(*args, **options)
        self.item, self.at = item, at
        if len(item.languages) != 1:
            del self.fields["urgent_reason"]

    def clean_publish_at(self):
        moment = self.cleaned_data["publish_at"]
        if self.item.expires_at and max(moment or self.at, self.at) >= self.item.expires_at:
            raise forms.ValidationError(_("It would end before it begins: choose an earlier moment, or let it stay."))
        return moment


class DiffusionForm(HoldingForm):
    """Where it was said or posted."""

    ROLES: ClassVar = {"photo": (FileRole.PROOF, "")}

    way = forms.ChoiceField(label=_("How"), choices=lambda: capitalised(Way.choices))
    place = TextField(label=_("Where"), longest=160)
    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"})
    )
    agent = TextField(label=_("By whom"), longest=120)
    photo = FilesField(
        label=_("Photo, as a proof"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, *args, at, **options):
        super().__init__(*args, **options)
        self.at = at

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > local_day(self.at):
            raise forms.ValidationError(_("This day has not come yet: note what was done."))
        return day


class WithdrawForm(forms.Form):
    reason = TextField(label=_("Why it is taken away"), longest=250)
