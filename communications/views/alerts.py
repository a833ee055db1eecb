"""Alerts for other programs: a feed of what was said, each message as a CAP 1.2 document."""

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from portal import feeds

from .. import cap
from ..models import AlertMessage
from ..states.items import Status
from .items import asked_again

MESSAGES = 30


class CapFeed(Feed):
    """The last messages, in the language of the address, each with a link to its document."""

    feed_type = feeds.ReadableAtom

    def get_object(self, request):
        return request.commune

    def title(self, commune):
        return _("Emergency alerts – %(commune)s") % {"commune": commune.name}

    def link(self, commune):
        return reverse("communications:item_list")

    def feed_url(self, commune):
        return reverse("communications:alert_feed")

    def subtitle(self, commune):
        return _("What is dangerous now, and what to do: each message as a CAP 1.2 document.")

    def items(self, commune):
        return list(said(commune).order_by("-at", "-pk")[:MESSAGES])

    def item_title(self, message):
        words = {"kind": message.get_type_display().capitalize(), "title": message.title}
        return _("%(kind)s: %(title)s") % words

    def item_description(self, message):
        return message.summary

    def item_link(self, message):
        return reverse("communications:alert_document", args=[message.alert_id, message.number])

    def item_pubdate(self, message):
        return message.at

    item_updateddate = item_pubdate

    def item_categories(self, message):
        return [str(message.get_kind_display())]


feed = CapFeed()


@asked_again
@conditional_page
@require_safe
def alert_feed(request):
    return feeds.without_date(feed(request))


@asked_again
@conditional_page
@require_safe
def alert_document(request, pk, number):
    message = get_object_or_404(said(request.commune), alert=pk, number=number)
    before = said(request.commune).filter(alert=pk, number__lt=number).order_by("number")
    return HttpResponse(cap.document(message, before=list(before)), content_type=f"{cap.MEDIA_TYPE}; charset=utf-8")


def said(commune):
    """The messages of alerts that were not taken away."""
    kept = AlertMessage.objects.filter(alert__commune=commune, alert__status=Status.PUBLISHED)
    return kept.select_related("alert", "alert__commune")
