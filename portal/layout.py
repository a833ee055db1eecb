"""Fields of crispy forms that have a drawing: `Layout("subject", Choices("kind", wide=True), Attach("files"))`."""

from crispy_forms.layout import Field


class Choices(Field):
    """Radio tiles. `icons` and `hints` map values to an icon's name and a sentence; `wide` gives each its line."""

    template = "components/choices_crispy.html"

    def __init__(self, name, *, wide=False, icons=None, hints=None):
        super().__init__(name)
        self.shown = {"wide": wide, "icons": icons or {}, "hints": hints or {}}

    def render(self, form, context, template_pack="bootstrap5", extra_context=None, **kwargs):
        return super().render(form, context, template_pack, {**(extra_context or {}), **self.shown}, **kwargs)


class Attach(Field):
    """The browser's own file input, with a drawing and its help beside it."""

    template = "components/attach_crispy.html"

    def __init__(self, name, *, icon="camera", **attrs):
        super().__init__(name, **attrs)
        self.shown = {"icon": icon}

    def render(self, form, context, template_pack="bootstrap5", extra_context=None, **kwargs):
        return super().render(form, context, template_pack, {**(extra_context or {}), **self.shown}, **kwargs)
