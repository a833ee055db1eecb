"""Following without an account: ask, say yes, change, leave. Opening a page changes nothing; a scanner may open all."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal import rates
from portal.cases.codes import unsealed
from portal.cases.fields import row_number
from portal.views import held

from .. import shown
from ..forms.following import SubscribeForm, SubscriptionsForm
from ..mail import MANAGE
from ..models import Item, Subscriber
from ..services import subscribing

BOTH = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(BOTH)
def subscribe(request):
    at = timezone.now()
    item = _asked_item(request, at)
    if request.method != "POST":
        initial = {"language": translation.get_language(), "frequency": "at_once", **_from_address(request)}
        return _ask(request, SubscribeForm(commune=request.commune, item=item, initial=initial), item)
    form = SubscribeForm(request.POST, commune=request.commune, item=item)
    if not form.is_valid():
        return _ask(request, form, item)
    given = form.given()
    wait = rates.spend(request, "contact", target=given["address"])
    if wait:
        form.add_error(None, wait.sentence)
        return held(_ask(request, form, item), wait)
    subscribing.ask(request.commune, at=at, **given)
    return redirect(f"{reverse('communications:subscribe')}?sent={given['channel']}")


def _ask(request, form, item):
    sent = request.GET.get("sent", "") if not form.is_bound else ""
    return render(request, "communications/subscribe.html", {"form": form, "item": item, "sent": sent})


def _asked_item(request, at):
    found = Item.objects.of(request.commune).public(at)
    return found.filter(pk=row_number(request.GET.get("item", ""))).first()


def _from_address(request):
    """What a link offers to follow: a theme by its code, a district by its number."""
    initial = {}
    if request.GET.get("theme"):
        themes = request.commune.themes.active().filter(code=request.GET["theme"].replace("\x00", "")[:40])
        initial["themes"] = list(themes)
    return initial


@never_cache
@require_http_methods(BOTH)
def subscription(request, token):
    """The page of one address, opened by the link of its messages."""
    row = _row(request, token)
    if row is None:
        return render(request, "communications/subscription_gone.html", status=404)
    if request.method == "POST":
        return _change(request, row, token)
    return _show(request, row, _form(request, row))


def _row(request, token):
    return Subscriber.objects.of(request.commune).filter(pk=unsealed(MANAGE, token)).first()


def _form(request, row, data=None):
    rows = row.subscriptions.select_related(*shown.FOLLOWED)
    initial = {"language": row.language, "frequency": "at_once"}
    return SubscriptionsForm(data, rows=rows, commune=request.commune, initial=initial)


def _show(request, row, form):
    waiting = [shown.followed(one) for one in form.rows if one.confirmed_at is None]
    lines = [(shown.followed(one), field) for one, field in form.lines() if one.confirmed_at]
    context = {"subscriber": row, "form": form, "lines": lines, "waiting": waiting}
    return render(request, "communications/subscription.html", context)


def _change(request, row, token):
    at = timezone.now()
    if "leave" in request.POST or "refuse" in request.POST:
        return _leave(request, row, at, refused="refuse" in request.POST)
    if "confirm" in request.POST:
        if subscribing.confirm(row, at=at):
            messages.success(request, _("It is noted: you will be told."))
        return redirect("communications:subscription", token)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    data = form.cleaned_data
    wanted = {"language": data["language"], "frequencies": form.frequencies, "wishes": form.wishes()}
    if subscribing.change(row, frequency=data["frequency"], at=at, **wanted):
        messages.success(request, _("Your choice is kept."))
        return redirect("communications:subscription", token)
    messages.success(request, _("You follow nothing any more. Your address was deleted."))
    return redirect("communications:item_list")


def _leave(request, row, at, *, refused):
    if refused:
        subscribing.refuse(row, at=at)
        messages.success(request, _("Your address was deleted, and the commune will not ask it again."))
    else:
        subscribing.leave(row)
        messages.success(request, _("You follow nothing any more. Your address was deleted."))
    return redirect("communications:item_list")


@csrf_exempt
@never_cache
@require_http_methods(BOTH)
def unsubscribe(request, token):
    """One click in a mail program (RFC 8058): a POST without cookies, and without a question. A GET only asks.

    The answer is the same for an address that has left already.
    """
    pk, row = unsealed(MANAGE, token), _row(request, token)
    if request.method != "POST":
        return render(request, "communications/unsubscribe.html", {"subscriber": row}, status=200 if row else 404)
    if row is not None:
        subscribing.leave(row)
    elif pk is None or Subscriber.objects.filter(pk=pk).exists():  # no link of ours, or not of this commune
        raise Http404
    if request.POST.get("List-Unsubscribe"):
        return HttpResponse(_("You follow nothing any more. Your address was deleted."), content_type="text/plain")
    return render(request, "communications/unsubscribe.html", {"subscriber": None, "left": True})
