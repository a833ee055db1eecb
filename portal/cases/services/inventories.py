"""The yearly inventory of a commune: begun as a draft, written by the unit, published once its year is over."""

from datetime import date

from django.db import transaction

from portal import pillars
from portal.workdays.arithmetic import local_day

from ..models import Case, Deadline, DeadlineRule, Inventory, Measure
from ..states import DeadlineEventType, DeadlineKind
from . import deadlines

RULE = "yearly_inventory"
SUBJECT = "cases.inventory"
PAGE = "backoffice:inventory"


class InventoryRefused(Exception):
    """The inventory is not in the state for this: published already, taken back, or its year is not over."""


def begin(commune, *, model, year):
    """The inventory of a year, a draft if there was none."""
    return Inventory.objects.get_or_create(commune=commune, model=model, year=year)[0]


@transaction.atomic
def write(inventory, *, by, at, measures):
    """Replace the measures taken ([{"ar", "fr"}]) of a draft. Raise InventoryRefused when it is published."""
    _locked(inventory, published=False)
    inventory.measures.all().delete()
    for position, words in enumerate(measures, start=1):
        Measure.objects.create(inventory=inventory, position=position, text_ar=words["ar"], text_fr=words["fr"])


@transaction.atomic
def publish(inventory, *, by, at, tables):
    """Make a draft public, with its figures as they are now. Raise InventoryRefused."""
    _locked(inventory, published=False)
    if not is_over(inventory.year, at=at):
        raise InventoryRefused(inventory)
    _set(inventory, tables=tables, published_at=at, published_by=by)
    owed = Deadline.objects.unfinished().filter(subject_type=SUBJECT, subject_id=inventory.pk)
    for deadline in owed:
        deadlines.apply(deadline, DeadlineEventType.MET, by=by, at=at)


@transaction.atomic
def take_back(inventory, *, by, at):
    """Make a published inventory a draft again, to correct it. Raise InventoryRefused when it is one already."""
    _locked(inventory, published=True)
    _set(inventory, tables={}, published_at=None, published_by=None)


def remind(commune, *, at):
    """Begin the inventory of last year where a rule asks for one, with its internal deadline; return how many."""
    year = local_day(at).year - 1
    rules = DeadlineRule.objects.of(commune).filter(code=RULE, deadline_kind=DeadlineKind.INTERNAL)
    begun = 0
    for rule in rules.order_by("-valid_from")[:1]:
        inventory = begin(commune, model=rule.model, year=year)
        known = Deadline.objects.filter(subject_type=SUBJECT, subject_id=inventory.pk).exists()
        if not known and not inventory.is_published and _received(commune, rule.model, year):
            _start(inventory, rule, at=at)
            begun += 1
    return begun


def is_over(year, *, at):
    """Whether a year has ended, on the calendar of Morocco: before, its figures still grow."""
    return local_day(at).year > year


def _start(inventory, rule, *, at):
    titles = {"ar": f"{rule.name_ar} {inventory.year}", "fr": f"{rule.name_fr} {inventory.year}"}
    deadlines.start_for(
        inventory.commune,
        subject_type=SUBJECT,
        subject_id=inventory.pk,
        rule=rule,
        on=date(inventory.year, 12, 31),
        by=None,
        at=at,
        titles=titles,
        link=pillars.link(PAGE, inventory.year) or "",
    )


def _received(commune, model, year):
    return Case.objects.of(commune).filter(model=model, received_on__year=year).exists()


def _locked(inventory, *, published):
    """Hold the row; refuse when somebody else changed its state meanwhile."""
    row = Inventory.objects.select_for_update().get(pk=inventory.pk)
    if row.is_published is not published:
        raise InventoryRefused(inventory)


def _set(inventory, **columns):
    for name, value in columns.items():
        setattr(inventory, name, value)
    inventory.save(update_fields=list(columns))
