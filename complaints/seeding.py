"""What a commune's complaints start with: categories to be confirmed, rules, grounds, texts for answers."""

from pathlib import Path

from portal import seeds
from portal.cases.models import TopicQuestion
from portal.cases.seeding import add_answers, add_grounds, add_rules
from portal.communes.models import Department

from .models import Category
from .states import CATEGORY_MODEL, MODEL

SEED = Path(__file__).parent / "seed"
FALLBACK = "complaints_unit"
COLUMNS = ("code", "name", "help", "icon", "stop_notice", "competent_body", "internal_days", "kinds")
QUESTION = ("label", "help", "kind", "options", "required")


def seed(commune, at):
    """Give a new commune its categories, rules, grounds and answer templates."""
    add_categories(commune, seeds.read(SEED, "categories"))
    add_rules(commune, seeds.read(SEED, "rules"))
    add_grounds(commune, model=MODEL, rows=seeds.read(SEED, "grounds"))
    add_answers(commune, model=MODEL, rows=seeds.read(SEED, "answers"))


def add_categories(commune, rows):
    """The tree of categories; a department the commune has not opened is replaced by the complaints unit."""
    departments = {department.code: department for department in Department.objects.of(commune)}
    _add_level(commune, rows, departments, parent=None)


def _add_level(commune, rows, departments, *, parent):
    for position, row in enumerate(rows, start=1):
        category = Category.objects.create(
            commune=commune,
            model=CATEGORY_MODEL,
            parent=parent,
            department=departments.get(row["department"]) or departments.get(FALLBACK),
            position=position,
            to_confirm=True,
            **seeds.only(row, *COLUMNS),
        )
        _add_questions(category, row.get("questions", ()))
        _add_level(commune, row["children"], departments, parent=category)


def _add_questions(category, rows):
    TopicQuestion.objects.bulk_create(
        TopicQuestion(topic=category, position=position, **seeds.only(row, *QUESTION))
        for position, row in enumerate(rows, start=1)
    )
