"""Public holidays: a director confirms or moves the lunar ones, and sees first how many deadlines that moves."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases import rules
from portal.cases.services import calendar
from portal.workdays.arithmetic import local_day
from portal.workdays.models import Holiday

from .. import context
from ..forms.holidays import HolidayForm, NewHolidayForm

SHOWN_BEFORE = timedelta(days=90)


@require_safe
def holiday_list(request):
    if not rules.may_configure(request.user, request.commune):
        raise PermissionDenied
    since = local_day(timezone.now()) - SHOWN_BEFORE
    rows = Holiday.objects.of(request.commune).filter(on__gte=since).order_by("on", "code")
    shown = {"holidays": rows, "may_move": rules.may_move_holidays(request.user, request.commune)}
    return context.show(request, "backoffice/holidays.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_add(request):
    """A day that was decreed: open deadlines in working days are counted anew."""
    if not rules.may_move_holidays(request.user, request.commune):
        raise PermissionDenied
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = NewHolidayForm(data, commune=request.commune, today=local_day(at))
    if form.is_valid():
        code = f"decreed-{form.cleaned_data['on']:%m%d}"
        try:
            added = calendar.add_holiday(request.commune, by=request.user, at=at, code=code, **form.cleaned_data)
            return _tell(request, len(added[1]))
        except IntegrityError:  # a colleague added it a moment ago, or moved the one that was added for this day
            form.add_error("on", _("This day was added already: look for it in the list, it may have been moved."))
    return context.show(request, "backoffice/holiday_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_move(request, pk):
    """Choose a date, see what it moves, then do it: `confirmed` is the date that was shown, `was` the one before."""
    holiday = get_object_or_404(Holiday.objects.of(request.commune), pk=pk)
    if not rules.may_move_holidays(request.user, request.commune):
        raise PermissionDenied
    at = timezone.now()
    form = HolidayForm(request.POST if request.method == "POST" else None, holiday=holiday)
    moving = None
    if form.is_valid():
        on = form.cleaned_data["on"]
        if request.POST.get("was", holiday.on.isoformat()) != holiday.on.isoformat():
            return _changed(request, holiday)
        if request.POST.get("confirmed") == on.isoformat():
            return _move(request, holiday, on, at)
        moving = would_move(holiday, by=request.user, at=at, on=on)
    return context.show(request, "backoffice/holiday_move.html", {"form": form, "holiday": holiday, "moving": moving})


def _move(request, holiday, on, at):
    try:
        moved = len(calendar.move_holiday(holiday, by=request.user, at=at, on=on))
    except calendar.HolidayChanged:
        return _changed(request, holiday)
    return _tell(request, moved)


def _changed(request, holiday):
    messages.error(request, _("Somebody else moved this holiday meanwhile. Look at its date again."))
    return HttpResponseRedirect(reverse("backoffice:holiday_move", args=[holiday.pk]))


def _tell(request, moved):
    words = ngettext(
        "The holiday is confirmed; %(count)d deadline was counted anew.",
        "The holiday is confirmed; %(count)d deadlines were counted anew.",
        moved,
    )
    messages.success(request, words % {"count": moved})
    return HttpResponseRedirect(reverse("backoffice:holidays"))


def would_move(holiday, *, by, at, on):
    """How many open deadlines a new date would move: done for real, then taken back."""
    with transaction.atomic():
        copy = Holiday.objects.get(pk=holiday.pk)
        count = len(calendar.move_holiday(copy, by=by, at=at, on=on))
        transaction.set_rollback(True)
    return count
