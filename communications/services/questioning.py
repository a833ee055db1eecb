"""Questions to elected members and commissions: asked in public or in private, and asked by others too.

Each is a case: staff see that it is answered in time; what is public of it is cleared by somebody first.
"""

from django.db import IntegrityError, transaction
from django.db.models import F

from portal.cases.models.case import ForbiddenMove
from portal.cases.services import registration

from ..models import MemberQuestion, Support
from ..states.questions import QuestionKind


def file(commune, *, by, at, subject_row, public, **fields):
    """Register a question with its receipt and its deadline; return it. `public`: it may be shown once it was read.

    `fields`: those of MemberQuestion, with its member or its commission. The same submission_token again gives the
    first one.
    """
    fields |= {"topic": subject_row, "department": subject_row and subject_row.department, "agreed_at": at}
    fields |= {"kind": QuestionKind.QUESTION, "publish_agreed_at": at if public else None}
    return registration.register(MemberQuestion(commune=commune, **fields), by=by, at=at)


@transaction.atomic
def support(question, *, supporter, at):
    """Somebody asks the same; a second time counts once. Return whether it counted. Raise ForbiddenMove.

    `supporter`: a digest that stands for one browser.
    """
    if not MemberQuestion.objects.filter(pk=question.pk, published_at__isnull=False).exists():
        raise ForbiddenMove(question, question.state, question.state)
    try:
        with transaction.atomic():
            Support.objects.create(question=question, supporter=supporter, at=at)
    except IntegrityError:
        return False
    MemberQuestion.objects.filter(pk=question.pk).update(supports=F("supports") + 1)
    return True
