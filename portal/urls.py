"""Every address of the portal. Names apps by string; each app lists its own addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import health, installable, views

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz/deadlines", health.healthz_deadlines, name="healthz_deadlines"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("sw.js", installable.service_worker, name="service_worker"),
    path("backoffice/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("offline/", installable.offline, name="offline"),
    path("personal-data/", views.personal_data, name="personal_data"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("portal.cases.urls")),
    path("my-cases/", include("portal.citizens.urls")),
    path("complaints/", include("complaints.urls")),
    path("news/", include("communications.urls")),
)

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler429 = "portal.views.too_many_requests"  # allauth asks for it
handler500 = "portal.views.server_error"
