"""Open complaints that may be about the same thing as one that is being filed, or worked on."""

from portal.cases import nearby
from portal.cases.models import Case, Topic

from .models import Category
from .states import MODEL, Kind

STAFF_LOOKS_FARTHER = 10  # times the radius that citizens are offered
STAFF_AT_LEAST = 500  # metres
STAFF_MOST = 10
WORDS = ("subject", "description", "address")


def of_form(commune, data):
    """What a person who files is offered. `data`: what is valid so far of the form. A remark awaits nothing."""
    category, kind = data.get("category"), data.get("kind")
    if not category or not kind or kind == Kind.REMARK or not category.duplicate_radius:
        return []
    sought = nearby.Sought(
        model=MODEL,
        kind=kind,
        topics=(category,),
        radius=category.duplicate_radius,
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        district=data.get("district"),
        words=" ".join(data.get(name) or "" for name in WORDS),
    )
    return nearby.find(Case.objects.of(commune), sought)


def of_case(case, user):
    """What the complaints officer is offered as the original of a case: of the same group of subjects, farther away."""
    topics = _family(case.topic)
    radii = Category.objects.filter(pk__in=[topic.pk for topic in topics]).values_list("duplicate_radius", flat=True)
    sought = nearby.Sought(
        model=case.model,
        kind=case.kind,
        topics=topics,
        radius=max([STAFF_AT_LEAST, *(STAFF_LOOKS_FARTHER * radius for radius in radii)]),
        latitude=case.latitude,
        longitude=case.longitude,
        district=case.district,
        words=" ".join(getattr(case, name) for name in WORDS),
    )
    cases = Case.objects.visible_to(user, case.commune).exclude(pk=case.pk).exclude(duplicate_of=case)
    return nearby.find(cases, sought, most=STAFF_MOST, strict=False)


def _family(topic):
    """A subject with its group: its parent, and all below that."""
    if topic is None:
        return ()
    top = topic.parent_id or topic.pk
    return tuple(Topic.objects.filter(pk=top) | Topic.objects.filter(parent=top))
