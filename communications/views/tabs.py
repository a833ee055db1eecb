"""Lists of published cases behind tabs: `?show=` chooses one, the newest come first, a page at a time."""

from portal.cases import newest


def context(request, tabs, rows_of, public):
    """The context of such a list. `tabs`: TextChoices whose "" is all; `rows_of(tab)`: the cases; `public(row)`."""
    asked = request.GET.get("show", "")
    show = tabs(asked if asked in tabs.values else "")
    found = newest.page(rows_of(show), **{name: request.GET.get(name, "") for name in ("after", "before")})
    return {
        "rows": [public(row) for row in found.rows],
        "found": found,
        "show": show,
        "tabs": [{"value": value, "words": label, "current": value == show} for value, label in tabs.choices],
    }
