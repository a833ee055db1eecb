from django.urls import path

from .views import citizen, files, following, receipts, responses, tracking

app_name = "cases"
urlpatterns = [
    path("track/", tracking.track, name="track"),
    path("cases/<str:reference>/", tracking.case, name="case"),
    path("cases/<str:reference>/receipt/", receipts.receipt, name="receipt"),
    path("cases/<str:reference>/receipt.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("cases/<str:reference>/answers/<int:number>.pdf", receipts.answer_pdf, name="answer_pdf"),
    path("cases/<str:reference>/reply/", citizen.reply, name="reply"),
    path("cases/<str:reference>/withdraw/", citizen.withdraw, name="withdraw"),
    path("cases/<str:reference>/object/", citizen.object_to, name="object"),
    path("cases/<str:reference>/satisfied/", responses.accept, name="accept"),
    path("cases/<str:reference>/review/", responses.review, name="review"),
    path("cases/<str:reference>/publication/withdraw/", citizen.publication_withdraw, name="publication_withdraw"),
    path("cases/<str:reference>/leave/", citizen.leave, name="leave"),
    path("follow/<str:token>/", following.follow, name="follow"),
    path("following/<str:token>/", following.following_page, name="following"),
    path("files/<str:key>/", files.attachment, name="attachment"),
    path("files/<str:key>/small/", files.thumbnail, name="thumbnail"),
]
