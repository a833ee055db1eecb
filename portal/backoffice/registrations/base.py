"""The one base of all configuration pages: rows of the request's commune only, and permissions that are roles."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.fields import row_number
from portal.communes.models import Commune

from .. import trail
from ..forms.choices import capitalised
from . import usage
from .history import entries_of
from .labels import LANGUAGES, field_label


class CommuneForm(forms.ModelForm):
    """A row of the commune: its uniqueness is checked with the commune, though the form does not show it."""

    commune: Commune

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if getattr(self.instance, "commune_id", self.commune.pk) is None:
            self.instance.commune = self.commune
        for name in self.fields:
            self._dress(name)
        if "parent" in self.fields and self.instance.pk:
            self.fields["parent"].queryset = self.fields["parent"].queryset.exclude(pk=self.instance.pk)

    def _dress(self, name):
        """A field of one language says which, and is written in its direction; numbers and codes are Latin."""
        field, model = self.fields[name], self._meta.model
        label = field_label(model, name)
        if label:
            code, direction, _words = LANGUAGES[name[-3:]]
            field.label, field.required = label, not model._meta.get_field(name[:-3]).blank
            field.widget.attrs |= {"lang": code, "dir": direction}
        elif isinstance(field, forms.TypedChoiceField):
            field.choices = capitalised(field.choices)
        elif isinstance(field, forms.IntegerField | forms.FloatField | forms.SlugField | forms.URLField):
            field.widget.attrs["dir"] = "ltr"

    def _post_clean(self):
        super()._post_clean()
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions() - {"commune", "model"})
        except ValidationError as error:
            if _codes(error) <= {"unique", "unique_together"}:
                message = _("There is one like this already: choose another.")
                self.add_error("code" if "code" in self.fields else None, message)
            else:
                self.add_error(None, _("These values do not fit together: check them."))

    def _update_errors(self, errors):
        """Django names a broken constraint by its name in the database; `_post_clean` says it in words."""
        errors.error_dict.pop(NON_FIELD_ERRORS, None)
        super()._update_errors(errors)


def _codes(error):
    return {inner.code for errors in error.error_dict.values() for inner in errors}


class CommuneAdmin(admin.ModelAdmin):
    """A configuration page. A subclass names its `group` and a sentence that `explains` it on the overview."""

    form = CommuneForm
    actions = None
    list_per_page = 50
    show_full_result_count = False
    group = "commune"
    icon = "settings"
    explains = ""
    title = ""  # on the overview; the plural of the model when empty
    may_edit = staticmethod(rules.may_configure)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(commune=request.commune)

    def get_object(self, request, object_id, from_field=None):
        """A number that no database holds is none of the rows."""
        return super().get_object(request, object_id, from_field) if row_number(str(object_id)) else None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return self._is_here(request, obj) and rules.may_configure(request.user, request.commune)

    def has_change_permission(self, request, obj=None):
        return self._is_here(request, obj) and self.may_edit(request.user, request.commune)

    def has_add_permission(self, request):
        return self.may_edit(request.user, request.commune)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def words_of(self, name, value):
        """How a value that cannot be changed is shown, where its own words will not do; None otherwise."""
        return None

    @staticmethod
    def _is_here(request, obj):
        return obj is None or obj.commune_id == request.commune.pk

    def get_urls(self):
        """Without the admin's old address of a row, which leads to another one whether there is such a row or not."""
        return [pattern for pattern in super().get_urls() if pattern.name]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A row that is not here is a 404, as everywhere; Django would lead to the first page with a message."""
        raise Http404

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"commune": request.commune})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Plain fields with our own look; a choice of rows offers those of the commune only."""
        if db_field.choices:
            return db_field.formfield(**kwargs)
        if db_field.is_relation and db_field.many_to_one:
            return db_field.formfield(queryset=self.choices_of(db_field, request), **kwargs)
        if isinstance(db_field, models.DateField):
            kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"}))
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return db_field.formfield(**kwargs)

    def choices_of(self, db_field, request):
        """The rows a foreign key may point to: those of the commune; a tree offers its first level."""
        related = db_field.remote_field.model
        rows = related._default_manager.filter(commune=request.commune)
        try:
            related._meta.get_field("active")
        except FieldDoesNotExist:
            return rows
        return rows.filter(parent=None) if db_field.name == "parent" else rows

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request, obj, _("“%(name)s” was added."))

    def response_change(self, request, obj):
        return self._saved(request, obj, _("“%(name)s” was saved."))

    def _saved(self, request, obj, words):
        self.message_user(request, words % {"name": obj})
        return HttpResponseRedirect(reverse(f"backoffice:{obj._meta.app_label}_{obj._meta.model_name}_changelist"))

    def delete_view(self, request, object_id, extra_context=None):
        """What is in use stays: the page says what uses it, and offers to make it inactive instead."""
        row = self.get_object(request, unquote(object_id))
        uses = usage.uses_of(row) if row and self.has_delete_permission(request, row) else []
        if uses and "rest" in request.POST and usage.can_rest(row):
            return self._rest(request, row)
        shown = {"uses": uses, "can_rest": bool(uses) and usage.can_rest(row), **(extra_context or {})}
        return super().delete_view(request, object_id, shown)

    def _rest(self, request, row):
        row.active = False
        row.save(update_fields=["active"])
        return self._saved(request, row, _("“%(name)s” is inactive now: it is offered nowhere, and its past stays."))

    def response_delete(self, request, obj_display, obj_id):
        self.message_user(request, _("“%(name)s” was deleted.") % {"name": obj_display})
        return HttpResponseRedirect(reverse(f"backoffice:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what: the audit trail instead of the admin's own words."""
        row = self.get_object(request, object_id)
        changes = trail.told(entries_of(row)) if row else []
        return super().history_view(request, object_id, {"changes": changes, **(extra_context or {})})
