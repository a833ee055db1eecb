"""Lists that a person keeps: saved from the filters of the inbox, renamed, shared by a head, taken away."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import case_page, context
from ..filters import InboxFilter
from ..forms.saving import SavedFilterForm
from ..models import SavedFilter
from ..services import saving

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def saved_list(request):
    form = _filters(request, {})
    rows = SavedFilter.objects.seen_by(request.user, request.commune).select_related("owner", "department")
    shown = [{"saved": row, "words": _in_words(form, row.query), "gone": form.read(row.query)[1]} for row in rows]
    return context.show(request, "backoffice/saved_list.html", {"rows": shown})


@require_http_methods(BOTH)
def saved_add(request):
    """Keep the filters that stand in the address."""
    filters = _filters(request, request.GET)
    query = {name: request.GET[name] for name in filters.chosen}
    if not query:
        messages.error(request, _("Choose filters first, then keep them under a name."))
        return HttpResponseRedirect(reverse("backoffice:inbox"))
    form = _form(request)
    if form.is_valid() and _saved(form, lambda: _save(request, form, query)):
        return HttpResponseRedirect(f"{reverse('backoffice:inbox')}?{_encoded(query)}")
    shown = {"form": form, "words": _in_words(filters, query), "back": f"?{_encoded(query)}"}
    return context.show(request, "backoffice/saved_add.html", shown)


def _save(request, form, query):
    saved = saving.save(request.commune, by=request.user, at=timezone.now(), query=query, **form.cleaned_data)
    messages.success(request, _("“%(name)s” stands among your lists now.") % {"name": saved.name})


@require_http_methods(BOTH)
def saved_change(request, pk):
    saved = get_object_or_404(SavedFilter.objects.of(request.commune).filter(owner=request.user), pk=pk)
    if "remove" in request.POST:
        saving.remove(saved, by=request.user, at=timezone.now())
        messages.success(request, _("“%(name)s” was taken away.") % {"name": saved.name})
        return HttpResponseRedirect(reverse("backoffice:saved_list"))
    form = _form(request, initial={"name": saved.name, "department": saved.department_id})
    if form.is_valid() and _saved(form, lambda: _change(request, saved, form)):
        return HttpResponseRedirect(reverse("backoffice:saved_list"))
    shown = {"form": form, "saved": saved, "words": _in_words(_filters(request, {}), saved.query)}
    return context.show(request, "backoffice/saved_change.html", shown)


def _change(request, saved, form):
    saving.change(saved, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("“%(name)s” was saved.") % {"name": saved.name})


def _saved(form, act):
    """Do it; a refusal becomes an error of the form."""
    try:
        act()
    except saving.SavingRefused as refusal:
        form.add_error("name", str(refusal))
        return False
    return True


def _form(request, **options):
    data = request.POST if request.method == "POST" else None
    return SavedFilterForm(data, user=request.user, commune=request.commune, **options)


def _filters(request, given):
    people = {"commune": request.commune, "user": request.user, "at": timezone.now()}
    return InboxFilter(given, kinds=case_page.kinds(), **people)


def _in_words(form, query):
    """[(label, value in words)] of filters."""
    chosen, _gone = form.read(query)
    return [(form.fields[name].label, _label(form.fields[name], value)) for name, value in chosen.items()]


def _label(field, value):
    """A chosen value as its select says it; what is typed stands for itself."""
    flat = {}
    for key, label in getattr(field, "choices", ()):
        flat |= {str(k): words for k, words in label} if isinstance(label, list | tuple) else {str(key): label}
    return flat.get(str(getattr(value, "pk", value)), value)


def _encoded(query):
    encoded = QueryDict(mutable=True)
    encoded.update(query)
    return encoded.urlencode()
