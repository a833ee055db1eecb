"""Filing a complaint, a remark or a suggestion: by the citizen on the portal, or by staff for a citizen."""

from portal.cases.services import registration

from ..models import Complaint


def file(commune, *, by, at, kind, category, answers=(), publish=False, **fields):
    """Register a complaint with its receipt, deadline and files; return it, with its reference.

    `by`: who types (None for a citizen who is not signed in). `fields`: those of Case, at least submission_token,
    description and language; the same token again gives the first complaint. `received_on`: local day of arrival.
    `answers`: [(TopicQuestion, value)] to what the category asks. `publish`: the citizen agrees to publication; it
    still needs the category and a clerk.
    """
    fields |= {"kind": kind, "topic": category, "department": category.department, "agreed_at": at}
    complaint = Complaint(commune=commune, publish_agreed_at=at if publish else None, **fields)
    return registration.register(complaint, by=by, at=at, answers=answers)
