"""The rules of the house (ARCHITECTURE.md), each as a test that reads the source."""

import ast
import re

import pytest

from tests.source import ROOT, functions, imports, modules, templates, tree

# Inside the kernel left may import right; the pillars stand beside each other above it.
KERNEL = ["backoffice", "citizens", "cases", "accounts", "notifications", "workdays", "communes"]
PILLARS = ["complaints", "communications", "reception"]
COMPOSITION = {"portal.urls", "portal.settings", "portal.health", "portal.celery", "portal.wsgi", "portal.asgi"}
LAYERS = [
    {"states", "search", "clock", "roles", "arithmetic", "legal_time", "moroccan", "files"},
    {"querysets"},
    {"models"},
    {"rules", "services", "codes", "promise", "texts", "mail", "outbox", "delivery", "rendering", "channels", "access"},
    {"fields", "forms", "filters"},
    {"views", "tasks", "admin", "registrations", "site", "urls", "management"},
]
TIME_READERS = {"views", "tasks", "commands", "view"}


def room(dotted):
    """The app a module belongs to: "cases", "complaints"…; "" for the kernel's root."""
    first, *rest = dotted.split(".")
    if first != "portal":
        return first
    return rest[0] if rest and rest[0] in KERNEL else ""


def may_import(own, other):
    if own == other or other == "":
        return True
    if own in PILLARS:
        return other in KERNEL
    if own == "evaluations":
        return True
    return own in KERNEL and other in KERNEL and KERNEL.index(own) < KERNEL.index(other)


@pytest.mark.parametrize("dotted", [name for name in modules() if name not in COMPOSITION])
def test_imports_point_downwards(dotted):
    own = room(dotted)
    ours = {
        name for name in imports(dotted, modules()[dotted]) if name.split(".")[0] in {"portal", *PILLARS, "evaluations"}
    }
    wrong = sorted(name for name in ours if not may_import(own, room(name)))
    assert own == "" or not wrong, wrong


def test_the_root_of_the_kernel_imports_no_pillar():
    for dotted, path in modules().items():
        if room(dotted) == "" and dotted not in COMPOSITION:
            assert not [name for name in imports(dotted, path) if name.split(".")[0] in {*PILLARS, "evaluations"}], (
                dotted
            )


def layer(dotted):
    own = room(dotted)
    parts = dotted.split(".")[2 if dotted.startswith("portal.") and own else 1 :]
    return next((i for i, names in enumerate(LAYERS) if parts and parts[0] in names), None)


@pytest.mark.parametrize("dotted", list(modules()))
def test_inside_an_app_nothing_imports_backwards(dotted):
    mine = layer(dotted)
    for name in imports(dotted, modules()[dotted]):
        if room(name) == room(dotted) != "" and name.split(".")[0] in {"portal", *PILLARS}:
            theirs = layer(name)
            assert mine is None or theirs is None or theirs <= mine, name


def test_no_signals_but_the_one_that_remakes_the_triggers():
    connecting = [
        dotted
        for dotted, path in modules().items()
        if re.search(r"\.connect\(|@receiver", path.read_text(encoding="utf-8"))
    ]
    assert connecting == ["portal.apps"]


def test_no_save_is_overridden():
    classes = [
        (dotted, node.name)
        for dotted, path in modules().items()
        if "models" in dotted.split(".")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "save" for part in node.body)
    ]
    assert classes == []


def test_the_state_of_a_case_changes_in_one_place_only():
    """The guarded UPDATE is the lock; on a child's manager it is silently lost."""
    places = []
    for dotted, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
                places += [dotted for keyword in node.keywords if keyword.arg == "state"]
    assert places == ["portal.cases.models.case"]


def test_the_clock_is_read_in_views_tasks_and_commands_only():
    readers = []
    for dotted, path in modules().items():
        if re.search(
            r"timezone\.now\(\)|datetime\.now\(|date\.today\(|localdate\(\)", path.read_text(encoding="utf-8")
        ):
            readers.append(dotted)
    allowed = TIME_READERS | {"health", "adapter", "context", "admin", "registrations", "middleware", "metrics"}
    assert [dotted for dotted in readers if not allowed & set(re.split(r"[._]", dotted))] == []


def test_files_and_functions_are_short():
    long_files = [path.name for path in modules().values() if len(path.read_text(encoding="utf-8").splitlines()) > 300]
    long_functions = [
        f"{dotted}.{node.name}"
        for dotted, path in modules().items()
        for node in functions(path)
        if _code_lines(node) > 25
    ]
    assert (long_files, long_functions) == ([], [])


def _code_lines(node):
    """Lines of a function without its docstring."""
    first = node.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if has_docstring else 0)


def test_templates_are_short():
    assert [path.name for path in templates() if len(path.read_text(encoding="utf-8").splitlines()) > 100] == []


def test_no_room_without_a_name_of_its_own():
    vague = {"utils", "helpers", "common", "mixins", "constants", "misc"}
    assert [dotted for dotted in modules() if vague & set(dotted.split("."))] == []


def test_templates_carry_no_inline_style_or_script():
    """The content security policy would refuse them; mail has no policy and needs its own style."""
    pages = [path for path in templates() if path.suffix == ".html" and "mail" not in str(path.relative_to(ROOT))]
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\sstyle=|\son[a-z]+=\"|<style", re.IGNORECASE
    )
    assert [str(path.relative_to(ROOT)) for path in pages if inline.search(_markup(path))] == []


def _markup(path):
    """A template without Django's own tags, which may have words like style= of their own."""
    return re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_style_sheets_use_logical_properties_only():
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)|(?<![\w-])(?:left|right)\s*:"
    )
    sheets = sorted((ROOT / "portal" / "static").rglob("*.css"))
    assert sheets
    assert [path.name for path in sheets if physical.search(path.read_text(encoding="utf-8"))] == []


def test_templates_link_downwards_only():
    """A kernel template names no pillar's address or part; links up go through pillars.link."""
    wrong = []
    for path in templates():
        own = path.relative_to(ROOT / "templates").parts[0]
        for target in re.findall(r"{%\s*(?:url|include|extends)\s+[\"'](\w+)[:/]", path.read_text(encoding="utf-8")):
            if target in {*PILLARS, "evaluations"} and target != own:
                wrong.append((str(path.relative_to(ROOT)), target))
    assert wrong == []
