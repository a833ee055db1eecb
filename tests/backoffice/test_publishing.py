"""Clearing a case for the public: who may, what is flagged, and what has to be confirmed one by one."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from complaints.models import Category
from portal.backoffice.forms.publishing import BoxesField
from portal.cases import rules
from portal.cases.models import Case, PublishedPhoto
from portal.cases.services import lifecycle, publishing, uploads
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.citizens import photo
from tests.fixtures.desk import act, case_url, fresh, save, sign_in, text_of
from tests.fixtures.publications import publish

pytestmark = pytest.mark.usefixtures("now", "watched", "open_to_publication")
GRAVE = "اتصلوا بي 06 12 34 56 78 أو fatima@example.ma، AB123456"
CONFIRMED = ["phone:06 12 34 56 78", "email:fatima@example.ma", "cin:AB123456"]


@pytest.fixture
def agreed(commune):
    return file_complaint(commune, publish=True)


def form_of(user, case, action="publish"):
    return sign_in(user).get(case_url(case, action)).context["form"]


def offered(user, case):
    return {name for name in ("publish", "change-public", "unpublish") if f"/{name}/" in page_of(user, case)}


def page_of(user, case):
    return sign_in(user).get(case_url(case)).content.decode()


def test_the_words_of_the_person_are_offered_and_published(agreed, clerk):
    form = form_of(clerk, agreed)
    assert (form["subject"].value(), form["text"].value()) == (agreed.subject, agreed.description)
    answer = act(clerk, agreed, "publish", subject=agreed.subject, text=agreed.description)
    assert answer.status_code == 302
    assert Case.objects.published().get().publication.by == clerk


@pytest.mark.parametrize(
    ("role", "department", "may"),
    [
        ("clerk", "lighting", True),
        ("head", "lighting", True),
        ("complaints_officer", None, True),
        ("clerk", "roads", False),
        ("director", None, False),
        ("president", None, False),
        ("publisher", None, False),
        ("administrator", None, False),
    ],
)
def test_who_may_clear_a_case(role, department, may, commune, agreed):
    member = make_member(commune, role, department)
    assert rules.may_publish(member, agreed) is may
    answer = sign_in(member).post(case_url(agreed, "publish"), {"subject": "x", "text": "y"})
    assert (answer.status_code == 302) is may
    assert Case.objects.published().exists() is may


def test_nobody_who_is_not_signed_in_clears_anything(agreed, client):
    assert client.post(case_url(agreed, "publish"), {"subject": "x", "text": "y"}).status_code in (302, 404)
    assert not isinstance(agreed.filed_by, AnonymousUser)
    assert not Case.objects.published().exists()


def test_all_three_have_to_agree(commune, agreed, clerk):
    assert offered(clerk, agreed) == {"publish"}
    assert offered(clerk, file_complaint(commune)) == set(), "the citizen did not agree"
    Category.objects.of(commune).update(publishable=False)
    assert offered(clerk, agreed) == set(), "the category does not allow it"
    assert act_refused(clerk, agreed) == 409
    assert not Case.objects.published().exists()


def act_refused(user, case):
    return sign_in(user).post(case_url(case, "publish"), {"subject": "x", "text": "y"}).status_code


def test_a_number_an_address_and_an_identity_number_stop_the_publication(agreed, clerk):
    answer = act(clerk, agreed, "publish", subject="x", text=GRAVE)
    assert answer.status_code == 200
    assert not Case.objects.published().exists()
    page, markup = text_of(answer), answer.content.decode()
    assert "Retirez ces passages" in page
    assert markup.count('<mark class="is-grave"') == 3
    assert GRAVE in answer.context["form"]["text"].value()


@pytest.mark.parametrize("left_out", CONFIRMED)
def test_each_of_them_has_to_be_confirmed(agreed, clerk, left_out):
    some = [value for value in CONFIRMED if value != left_out]
    assert act(clerk, agreed, "publish", subject="x", text=GRAVE, confirmed=some).status_code == 200
    assert not Case.objects.published().exists()
    assert act(clerk, agreed, "publish", subject="x", text=GRAVE, confirmed=CONFIRMED).status_code == 302


def test_a_confirmation_is_for_one_passage_not_for_its_kind(agreed, clerk):
    other = "هاتف 0661 22 33 44"
    assert act(clerk, agreed, "publish", subject="x", text=other, confirmed=CONFIRMED).status_code == 200


@pytest.mark.parametrize("field", ["subject", "answer"])
def test_the_title_and_the_answer_are_searched_too(agreed, clerk, field):
    lifecycle.answer(agreed, by=clerk, at=NOW, outcome="resolved", text="شكرا")
    given = {"subject": "x", "text": "y", "answer": "", field: "0612345678"}
    assert act(clerk, fresh(agreed), "publish", **given).status_code == 200
    assert not Case.objects.published().exists()


def test_the_persons_own_name_stops_the_publication_and_a_title_only_warns(commune, clerk):
    case = file_complaint(commune, publish=True, name="فاطمة الزهراء بناني")
    assert act(clerk, case, "publish", subject="x", text="أنا فاطمة").status_code == 200
    warned = sign_in(clerk).post(case_url(case, "publish"), {"subject": "x", "text": "Mme Tazi", "check": "1"})
    assert "peut-être un nom" in text_of(warned)
    assert act(clerk, case, "publish", subject="x", text="Mme Tazi").status_code == 302


def test_checking_again_publishes_nothing_and_keeps_what_was_typed(agreed, clerk):
    answer = act(clerk, agreed, "publish", subject="x", text=GRAVE, confirmed=CONFIRMED[:1], check="1")
    form = answer.context["form"]
    assert [row["confirmed"] for row in form.findings()] == [True, False, False]
    assert form["text"].value() == GRAVE
    assert not Case.objects.published().exists()


def test_the_answer_is_offered_only_when_there_is_one_and_stays_out_unless_it_is_written(agreed, clerk):
    assert "answer" not in form_of(clerk, agreed).fields
    lifecycle.answer(agreed, by=clerk, at=NOW, outcome="resolved", text="أصلحناها يا فاطمة")
    assert form_of(clerk, fresh(agreed))["answer"].value() == ""
    act(clerk, fresh(agreed), "publish", subject="x", text="y")
    assert Case.objects.published().get().publication.answer == ""


@pytest.fixture
def with_photos(commune, clerk):
    token = uuid4()
    files = [photo("a.jpg", color="white"), photo("b.jpg", color="gray")]
    uploads.keep(commune, token=token, files=files, at=NOW)
    case = file_complaint(commune, publish=True)
    uploads.attach(case, token=token, by=None, at=NOW)
    return case


def test_only_the_chosen_photos_are_shown_with_their_boxes(with_photos, clerk):
    first, second = with_photos.attachments.all()
    boxes = {f"boxes_{first.pk}": "10 20 30,5 15; ٥ ٥ ٥ ٥", f"boxes_{second.pk}": "0 0 50 50"}
    act(clerk, with_photos, "publish", subject="x", text="", photos=[first.pk], **boxes)
    copy = PublishedPhoto.objects.get()
    assert (copy.original, copy.boxes) == (first, [[10, 20, 30.5, 15], [5, 5, 5, 5]])
    again = form_of(clerk, fresh(with_photos), "change-public")
    shown = {picture["file"].pk: (picture["chosen"], picture["field"].value()) for picture in again.pictures()}
    assert shown[first.pk][0] is True and shown[second.pk][0] is False
    assert (
        '<rect x="10.0" y="20.0" width="30.5" height="15.0"/>'
        in sign_in(clerk).get(case_url(with_photos, "change-public")).content.decode()
    )


def test_no_photo_is_shown_by_default(with_photos, clerk):
    assert [picture["chosen"] for picture in form_of(clerk, with_photos).pictures()] == [False, False]


def test_a_photo_of_another_case_cannot_be_slipped_in(with_photos, agreed, clerk):
    theirs = with_photos.attachments.first()
    assert act(clerk, agreed, "publish", subject="x", text="y", photos=[theirs.pk]).status_code == 200
    assert not PublishedPhoto.objects.exists()


def test_staff_only_photos_and_those_of_messages_are_not_offered(with_photos, clerk):
    first, second = with_photos.attachments.all()
    with_photos.attachments.filter(pk=first.pk).update(internal=True)
    assert [picture["file"] for picture in form_of(clerk, with_photos).pictures()] == [second]


@pytest.mark.parametrize(
    "typed", ["10 20 30", "a b c d", "10 20 0 5", "-1 0 5 5", "100 0 5 5", "nan 1 1 1", "1 1 1 1;" * 41]
)
def test_boxes_that_are_none_are_said_beside_their_field(typed, with_photos, clerk):
    first = with_photos.attachments.first()
    answer = act(
        clerk, with_photos, "publish", subject="x", text="y", photos=[first.pk], **{f"boxes_{first.pk}": typed}
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [f"boxes_{first.pk}"]
    assert typed in answer.context["form"][f"boxes_{first.pk}"].value()


def test_a_box_over_the_edge_is_cut_there():
    assert BoxesField().clean("90 95 50 50") == [(90, 95, 10, 5)]


def test_something_has_to_be_shown(agreed, clerk):
    answer = act(clerk, agreed, "publish", subject="x", text="")
    assert list(answer.context["form"].errors) == ["text"]


def test_one_button_takes_it_off_at_once(commune, clerk):
    case = publish(commune, by=clerk)
    assert offered(clerk, case) == {"change-public", "unpublish"}
    assert act(clerk, case, "unpublish").status_code == 302
    assert not Case.objects.published().exists()
    assert offered(clerk, case) == {"publish"}
    assert form_of(clerk, case)["text"].value() == "المصابيح مطفأة منذ أسبوع", "what was cleared is kept"


def test_a_director_may_take_off_what_a_clerk_published(commune, clerk, director):
    case = publish(commune, by=clerk)
    assert offered(director, case) == {"unpublish"}


def test_who_comes_after_the_citizen_took_it_back_is_told(agreed, clerk):
    form_of(clerk, agreed)
    publishing.withdraw_consent(agreed, at=NOW)
    answer = sign_in(clerk).post(case_url(agreed, "publish"), {"subject": "x", "text": "mes mots"})
    assert answer.status_code == 409
    assert "n’accepte plus la publication" in text_of(answer)
    assert "mes mots" in answer.content.decode()


def test_closing_a_category_takes_its_complaints_off(commune, clerk, administrator):
    case = publish(commune, by=clerk)
    other = publish(
        commune, by=clerk, category=make_category(commune, code="x", publishable=True, department=case.department)
    )
    answer = save(sign_in(administrator), Category, "change", case.topic_id, publishable=False)
    assert answer.status_code == 302
    assert [row.pk for row in Case.objects.published()] == [other.pk]


@pytest.mark.parametrize("photos", [1, 3])
def test_the_page_asks_no_more_of_the_database_for_more_photos(photos, commune, clerk, django_assert_num_queries):
    case = publish(commune, by=clerk, photos=photos)
    client = sign_in(clerk)
    client.get(case_url(case, "change-public"))
    with django_assert_num_queries(12):
        client.get(case_url(case, "change-public"))
