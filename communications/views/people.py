"""Who is who: the elected members, the commissions, and where people find which office."""

from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from portal.communes.maps import map_of

from .. import jsonld, people
from .items import asked_again


@asked_again
@conditional_page
@require_safe
def people_list(request):
    shown = people.whole(request.commune)
    data = people.data(request.commune, shown["points"], address=request.build_absolute_uri)
    own = {"map": map_of(request.commune) if shown["pins"] else None, "data": jsonld.script(data)}
    return render(request, "communications/people_list.html", {**shown, **own})
