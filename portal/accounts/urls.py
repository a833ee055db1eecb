"""Pages of an account that stand before, or in the place of, allauth's."""

from django.urls import include, path

from . import views

own = [path("resume/", views.resume, name="resume")]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", views.sign_in, name="account_login"),
    path("sessions/", views.sessions, name="usersessions_list"),
    # An administrator invites, so nobody registers; the address is where the invitation went: nobody changes it alone
    path("signup/", views.closed, name="account_signup"),
    path("email/", views.closed, name="account_email"),
    path("login/code/confirm/", views.closed, name="account_confirm_login_code"),
    path("confirm-email/", views.closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.closed, name="account_confirm_email"),
]
