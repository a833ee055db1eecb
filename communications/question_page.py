"""What is particular to questions to the council on the staff's case page: read by somebody, then shown."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice import clearing
from portal.backoffice.case_page import CasePage
from portal.backoffice.deciding import WITHDRAW
from portal.cases.states import State

from .states.questions import QuestionKind

ACTIONS = (WITHDRAW, *clearing.actions(lambda _case: True))


class QuestionPage(CasePage):
    title = _("Questions to the council")
    kinds = tuple(QuestionKind.choices)
    extra_actions = ACTIONS
    without = ("plan", "split", "enter-review")

    def next_steps(self, case, user):
        """A question is read and shown first; once it is answered, so is the answer."""
        if case.publish_agreed_at and case.published_at is None:
            return ("publish", *super().next_steps(case, user))
        if case.published_at and case.state in (State.ANSWERED, State.CLOSED) and not case.publication.answer:
            return ("change-public", *super().next_steps(case, user))
        return super().next_steps(case, user)

    def parts(self, case, user, at):
        return [("communications/_question_facts.html", {"question": case.concrete()})]
