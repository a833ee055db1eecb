"""The staff site at /backoffice/: open to active members of the request's commune, closed to everything else."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import include, path, re_path, reverse
from django.utils.translation import gettext_lazy as _

from portal import pillars
from portal.accounts import interrupted

from . import context, urls
from .registrations.base import CommuneAdmin


class BackofficeSite(AdminSite):
    """Django's admin with our frame, our sign-in and our first page; permissions are roles, never Django's own."""

    site_header = site_title = _("Jamaati, the office")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name="backoffice"):
        super().__init__(name)

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in admins that keep to the request's commune only; packages register others for themselves."""
        if admin_class is not None and issubclass(admin_class, CommuneAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        user = request.user
        return user.is_authenticated and user.is_active and user.has_role(request.commune)

    def admin_view(self, view, cacheable=False):
        """Strangers are asked to sign in; who is signed in and no member here is refused."""
        admitted = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if self.has_permission(request):
                request.current_app = self.name
                return admitted(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise PermissionDenied
            return interrupted.to_sign_in(request)

        return update_wrapper(guarded, view)

    def get_urls(self):
        pages = [*urls.PAGES, *pillars.desk_pages()]
        own = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        configured = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(model_admin.urls))
            for model, model_admin in self._registry.items()
        ]
        fallback = re_path(r"(?P<url>.*)$", self.admin_view(self.catch_all_view))
        return [path("login/", self.login, name="login"), *own, *configured, fallback]

    def login(self, request, extra_context=None):
        """Sign-in is allauth's, with its rate limits and second factor."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("backoffice:index"))
        return redirect_to_login(request.GET.get("next") or reverse("backoffice:index"), reverse("account_login"))

    def each_context(self, request):
        return {"site_title": self.site_title, "is_popup": False, **context.frame(request)}
