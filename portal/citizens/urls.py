from django.urls import path

from .views import data, mine, signing

app_name = "citizens"
urlpatterns = [
    path("", mine.case_list, name="case_list"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("code/", signing.code_enter, name="code_enter"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("settings/", mine.preferences_set, name="preferences"),
    path("address/", mine.address_change, name="address_change"),
    path("data/", data.data, name="data"),
    path("data/download/", data.download, name="download"),
    path("data/erasure/", data.erasure_ask, name="erasure_ask"),
    path("data/correction/", data.correction_ask, name="correction_ask"),
    path("data/requests/<int:pk>/take-back/", data.request_take_back, name="request_take_back"),
]
