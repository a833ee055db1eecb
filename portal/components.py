"""What shared components show, worked out before their templates. Pure functions."""

from django.utils.translation import gettext_lazy as _

from portal import pillars

STATES = {
    "received": ("", "inbox", _("received")),
    "in_progress": ("is-progress", "progress", _("in progress")),
    "incomplete": ("is-waiting", "ask", _("waiting for your answer")),
    "planned": ("is-planned", "calendar", _("planned")),
    "answered": ("is-answered", "reply", _("answered")),
    "closed": ("is-closed", "lock", _("closed")),
}
FOR_STAFF = {"incomplete": _("incomplete file")}
FILE_ICONS = {"photo": "camera", "pdf": "paper", "audio": "mic", "video": "video"}
TONES = (("held", "is-held"), ("late", "is-late"), ("soon", "is-soon"))
MOST_TICKS = 120


def state(code, *, staff=False):
    """Class, icon and word of a state of a case. Raise KeyError for an unknown one."""
    css, icon, word = STATES[str(code)]
    return {"css": css, "icon": icon, "word": FOR_STAFF.get(str(code), word) if staff else word}


def states_for_staff():
    """[(code, word)] of all states, as those say them who did not file the case."""
    return [(code, state(code, staff=True)["word"]) for code in STATES]


def deadline(facts):
    """Complete the facts of a deadline with its drawing.

    `facts`: days_left (int, negative when late, None when nothing runs), total_days, gone_days, held, late, soon,
    due_on, sum (pairs of label and value, the last one is the total), basis (a sentence); all but days_left optional.
    """
    left, total = facts.get("days_left"), facts.get("total_days")
    tone = next((css for key, css in TONES if facts.get(key)), "")
    shown = {**facts, "tone": tone, "days_late": -left if left is not None and left < 0 else None}
    if total:
        shown["path"] = _path(total, total if facts.get("late") else facts.get("gone_days") or 0)
    rows = list(facts.get("sum") or ())
    shown["rows"], shown["total"] = rows[:-1], rows[-1] if rows else None
    return shown


def _path(total, gone):
    """Coordinates of the path of days: one tick a day, or one a week when days would be too thin to see."""
    unit = 1 if total <= MOST_TICKS else 7
    ticks = -(-total // unit)
    return {"ticks": ticks, "gone": min(ticks, max(0, gone // unit)), "now": gone > 0}


def errors(form):
    """The errors of a form as {label, text, href}; the label is empty for errors of the whole form."""
    for name, texts in form.errors.items():
        field = form[name] if name in form.fields else None
        for text in texts:
            yield {"label": field.label if field else "", "text": text, "href": _target(field) if field else ""}


def _target(field):
    """The element to jump to: a group of choices has its id on its first choice."""
    identifier = field.auto_id
    return f"#{identifier}_0" if field.use_fieldset else f"#{identifier}"


def file(entry):
    """A stored file, or a mapping, as the template shows it.

    Attributes or keys: name, kind (photo, pdf, audio, video), size (bytes), seconds, content_type; and `url` with
    `thumbnail_url`, or the `key` under which attachments of cases are served.
    """
    found = {key: _get(entry, key) for key in ("name", "kind", "size", "seconds", "content_type", "url")}
    found["url"] = found["url"] or pillars.link("cases:attachment", _get(entry, "key"))
    small = _get(entry, "thumbnail") and pillars.link("cases:thumbnail", _get(entry, "key"))
    found["thumbnail_url"] = _get(entry, "thumbnail_url") or small
    return {**found, "icon": FILE_ICONS.get(str(found["kind"]), "paper")}


def _get(entry, key):
    return entry.get(key) if isinstance(entry, dict) else getattr(entry, key, None)


def choices(field, icons=None, hints=None):
    """The options of a RadioSelect as tiles: input, label, icon and hint.

    `icons` and `hints` map values to an icon's name and a sentence; a choice of a model brings its own `icon`.
    """
    for option in field:
        value = option.data["value"]
        instance = getattr(value, "instance", None)
        key = str(value)
        yield {
            "id": option.id_for_label,
            "input": option.tag(),
            "label": option.choice_label,
            "icon": (icons or {}).get(key) or getattr(instance, "icon", ""),
            "hint": (hints or {}).get(key, ""),
        }
