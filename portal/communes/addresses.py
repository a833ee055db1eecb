"""Full addresses of a commune's pages, for what leaves the portal: mails, letters, QR codes."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(commune, path):
    """The full address of a path on the commune's first host, with the scheme and port of SITE_URL.

    A commune without hosts of its own is served under SITE_URL itself.
    """
    public = urlsplit(settings.SITE_URL)
    if commune.first_host is None:
        return f"{settings.SITE_URL}{path}"
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{commune.first_host.name}{port}{path}"
