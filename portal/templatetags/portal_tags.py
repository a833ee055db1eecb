"""What templates need: icons, dates as Morocco writes them, and the shared components.

Filters give plain text (they serve mails and SMS too); tags give markup.
"""

from functools import cache

from django import template
from django.template import loader
from django.template.base import token_kwargs
from django.template.library import SimpleNode
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import format_html

from portal import components, formats, pillars

register = template.Library()

# Drawings that show a direction: mirrored where one reads from the right.
DIRECTIONAL = {"ask", "back", "list", "login", "logout", "menu", "next", "noise", "reply", "speaker"}


@cache
def icon(name, flip=None, small=False):
    """The drawing `name` of icons.svg, for use beside words. Directional ones mirror themselves; `flip` decides."""
    classes = ["icon"]
    if small:
        classes.append("icon-s")
    if name in DIRECTIONAL if flip is None else flip:
        classes.append("flip")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        " ".join(classes),
        static("portal/icons.svg"),
        name,
    )


@register.tag("icon")
def icon_node(parser, token):
    """{% icon name flip=… small=… %}: a page has a hundred; one whose arguments are constants is drawn just once."""
    name, *options = token.split_contents()[1:]
    args, kwargs = [parser.compile_filter(name)], token_kwargs(options, parser)
    constant = all(map(_is_constant, (*args, *kwargs.values())))
    return (_DrawnOnce if constant else SimpleNode)(icon, False, args, kwargs, None)


def _is_constant(expression):
    return not expression.filters and (not expression.is_var or expression.var.var in ("True", "False", "None"))


class _DrawnOnce(SimpleNode):
    drawn = ""

    def render(self, context):
        self.drawn = self.drawn or super().render(context)
        return self.drawn


@register.simple_tag
def mark():
    """The mark of the portal, a door on a wave."""
    return format_html(
        '<svg viewBox="0 0 32 32" aria-hidden="true"><use href="{}#mark"></use></svg>', static("portal/icons.svg")
    )


def _written(function):
    return lambda value: "" if value in (None, "") else function(value, translation.get_language())


def _counted(function):
    return lambda value: "" if value in (None, "") else function(value)


register.filter("day", _written(formats.day))
register.filter("day_month", _written(formats.day_month))
register.filter("weekday_day", _written(formats.weekday_day))
register.filter("month_year", _written(formats.month_year))
register.filter("moment", _written(formats.moment))
register.filter("relative_days", _written(formats.relative_days))
register.filter("filesize", _written(formats.filesize))
register.filter("number", _written(formats.number))
register.filter("percent", _written(formats.percent))
register.filter("listing", _written(formats.listing))
register.filter("clock", _counted(formats.clock))
register.filter("language_name", _counted(formats.language_name))
register.filter("duration", _counted(formats.duration))


@register.filter
def ltr(value):
    """A reference, a code, a phone number, a time: read left to right in every language, never broken."""
    return "" if value in (None, "") else format_html('<bdi dir="ltr">{}</bdi>', value)


@register.simple_tag
def when(value, style="moment"):
    """A <time> element: `moment` (day and clock), `day`, `day_month`, `weekday_day` or `clock`."""
    if value is None:
        return ""
    lang = translation.get_language()
    if style == "moment":
        text = format_html("{}{} {}", formats.day(value, lang), formats.COMMAS[lang], ltr(formats.clock(value)))
    elif style == "clock":
        text = ltr(formats.clock(value))
    else:
        text = getattr(formats, style)(value, lang)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def link(name, *args, **kwargs):
    """The address of a URL name, or nothing when no installed app has it."""
    return pillars.link(name, *args, **kwargs) or ""


@register.simple_tag(takes_context=True)
def panel(context, shown):
    """Render one (template, context) pair of `pillars.panels`, with what the page knows."""
    name, own = shown
    with context.push(**own):
        return context.template.engine.get_template(name).render(context)


@register.simple_tag
def state_badge(state, overdue=False, staff=False):
    """The state of a case in words; with `overdue`, a second badge says so."""
    return _state_badge(str(state), bool(overdue), bool(staff), translation.get_language())


@cache
def _state_badge(state, overdue, staff, _language):
    shown = {**components.state(state, staff=staff), "overdue": overdue}
    return loader.render_to_string("components/state_badge.html", shown)


@register.inclusion_tag("components/deadline.html")
def deadline(facts, heading="", level=2, boxed=True):
    """The promised date: days left, the path of days, and the sum behind it. Keys of `facts`: components.Deadline."""
    return {"deadline": components.deadline(facts), "heading": heading, "level": level, "boxed": boxed}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """What a person has to correct, on top of the page, each line a link to its field. Nothing without errors."""
    lines = [line for form in forms if form for line in components.errors(form)]
    return {"lines": lines, "count": len(lines)}


@register.inclusion_tag("components/privacy_notice.html", takes_context=True)
def privacy_notice(context, purpose="", recipients="", mandatory="", heading=""):
    """Law 09.08 art. 5: who collects what and why, who receives it, whether it is owed, what a person may ask."""
    return {
        "commune": context.get("commune"),
        "purpose": purpose,
        "recipients": recipients,
        "mandatory": mandatory,
        "heading": heading,
        "details_url": pillars.link("personal_data"),
    }


@register.inclusion_tag("components/files.html")
def files(entries):
    """Files as chips, sound and film with the browser's own player. What an entry needs: components.file."""
    return {"files": [components.file(entry) for entry in entries]}


@register.inclusion_tag("components/choices_field.html")
def choices_field(field, wide=False, icons=None, hints=None):
    """The radio tiles of a RadioSelect field (see components.choices)."""
    return {"field": field, "wide": wide, "choices": components.choices(field, icons, hints)}


@register.inclusion_tag("components/attach_field.html")
def attach_field(field, icon="camera"):
    """The browser's own file input, with a drawing and its help beside it."""
    css = "form-control is-invalid" if field.errors else "form-control"
    return {"field": field, "icon": icon, "input": field.as_widget(attrs={**field.field.widget.attrs, "class": css})}
