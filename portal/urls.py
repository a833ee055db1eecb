"""Every address of the portal. Names apps by string; each app lists its own addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz/deadlines", health.healthz_deadlines, name="healthz_deadlines"),
    path("backoffice/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]

urlpatterns += i18n_patterns(path("accounts/", include("allauth.urls")))
