"""Filing a complaint, a remark or a suggestion: by the citizen on the portal, or by staff for a citizen."""

from portal.cases.services import registration
from portal.cases.states import Channel

from ..models import Complaint


def file(
    commune,
    *,
    by,
    at,
    submission_token,
    kind,
    category,
    subject,
    description,
    language,
    channel=Channel.WEB,
    received_on=None,
    district=None,
    address="",
    latitude=None,
    longitude=None,
    name="",
    phone="",
    email="",
):
    """Register a complaint with its receipt, deadline and files; the same `submission_token` again gives the first one.

    `by`: the person who types (None for an anonymous citizen); `received_on`: local day of arrival, today when None.
    """
    complaint = Complaint(
        commune=commune,
        submission_token=submission_token,
        kind=kind,
        topic=category,
        subject=subject,
        description=description,
        language=language,
        channel=channel,
        received_on=received_on,
        district=district,
        address=address,
        latitude=latitude,
        longitude=longitude,
        name=name,
        phone=phone,
        email=email,
        department=category.department,
        agreed_at=at,
    )
    return registration.register(complaint, by=by, at=at)
