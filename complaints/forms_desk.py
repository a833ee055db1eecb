"""The filing form as staff fill it in for a citizen."""

from portal.cases.forms_desk import DeskFields

from .forms import ComplaintForm


class DeskForm(DeskFields, ComplaintForm):
    def facts(self):
        return super().facts() | self.elsewhere()
