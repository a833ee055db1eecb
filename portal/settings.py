"""The one settings file. Everything that differs between installations comes from the environment.

Without any variable this is a demonstration on one machine: SQLite, a broker made of files, mail and SMS written under
DATA_DIR. With DATABASE_URL (or DEMO=0) it is production, and refuses to start with unsafe or missing values.
"""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from environs import Env

from portal import broker, logs, service_urls, startup
from portal.workdays.legal_time import verify_legal_time

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# What kind of installation
DATABASE_URL = env.str("DATABASE_URL", "")
DEMO = env.bool("DEMO", not DATABASE_URL)
DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", not DEMO)
DATA_DIR = startup.private_folder(env.path("DATA_DIR", BASE_DIR / "var").resolve())
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [".localhost", "127.0.0.1", "[::1]"] if DEMO else [])
SECRET_KEY = env.str("SECRET_KEY", "") or (startup.kept_key(DATA_DIR / "secret_key") if DEMO else "")
# Tracking codes are derived from this key: changing it makes every code on paper useless. Keep it with the backups.
TRACKING_KEY = env.str("TRACKING_KEY", "") or (startup.kept_key(DATA_DIR / "tracking_key") if DEMO else "")
EMAIL_URL = env.str("EMAIL_URL", (DATA_DIR / "mail").as_uri() if DEMO else "")
SMS_URL = env.str("SMS_URL", (DATA_DIR / "sms").as_uri() if DEMO else "")
REDIS_URL = env.str("REDIS_URL", "")
TILE_URL = env.str("TILE_URL", "")  # map pictures: https://tile.example.org/{z}/{x}/{y}.png; empty: the outline alone
SITE_URL = env.str("SITE_URL", "").rstrip("/")  # of links in mails, for a commune that has no host of its own
SITE_SCHEME = "https" if HTTPS else "http"
PORT = env.int("PORT", 8000)
CLAMD_URL = env.str("CLAMD_URL", "")  # unix:///run/clamav/clamd.ctl or tcp://host:3310; empty: files are not scanned
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # /metrics asks for it; empty: there is no such page
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")  # age1…: the public key to which backups are encrypted
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0 if DEMO else 1)  # reverse proxies in front that set X-Forwarded-…

verify_legal_time()
if not DEMO:
    startup.refuse_unsafe(
        {
            "SECRET_KEY": SECRET_KEY,
            "TRACKING_KEY": TRACKING_KEY,
            "ALLOWED_HOSTS": ALLOWED_HOSTS,
            "DATABASE_URL": DATABASE_URL,
            "EMAIL_URL": EMAIL_URL,
            "SMS_URL": SMS_URL,
            "DEBUG": DEBUG,
            "HTTPS": HTTPS,
            "CLAMD_URL": CLAMD_URL,
            "METRICS_TOKEN": METRICS_TOKEN,
            "BACKUP_RECIPIENT": BACKUP_RECIPIENT,
        }
    )
SITE_URL = SITE_URL or (f"http://localhost:{PORT}" if DEMO else f"https://{ALLOWED_HOSTS[0].lstrip('.')}")

# Apps: modeltranslation stands before the admin, ours before those whose templates they replace
INSTALLED_APPS = [
    "modeltranslation",
    "portal.apps.PortalConfig",
    "portal.communes.apps.CommunesConfig",
    "portal.workdays.apps.WorkdaysConfig",
    "portal.notifications.apps.NotificationsConfig",
    "portal.accounts.apps.AccountsConfig",
    "portal.cases.apps.CasesConfig",
    "portal.citizens.apps.CitizensConfig",
    "portal.backoffice.apps.BackofficeConfig",
    "complaints.apps.ComplaintsConfig",
    "communications.apps.CommunicationsConfig",
    "portal.backoffice.apps.BackofficeAdminConfig",
    "django.contrib.sitemaps",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "auditlog",
    "csp",
]

MIDDLEWARE = [
    "portal.tracing.RequestIdMiddleware",
    "portal.headers.HeadersMiddleware",
    "portal.health.HealthMiddleware",
    *(["portal.metrics.MetricsMiddleware"] if METRICS_TOKEN else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.compression.PageGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.communes.middleware.CommuneMiddleware",
    "portal.cases.middleware.CitizenMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.SessionEndMiddleware",
    "portal.accounts.middleware.StaffLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
]

ROOT_URLCONF = "portal.urls"
BACKOFFICE_PATH = "/backoffice/"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.commune",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Data. No ATOMIC_REQUESTS: on SQLite each page view would then take the write lock.
DATABASES = {"default": service_urls.database(DATABASE_URL or service_urls.sqlite(DATA_DIR / "jamaati.sqlite3"))}
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "portal.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    },
    # of one process: counters go on there while Redis is away (portal/rates.py)
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
if not REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "portal.cache.ForgivingFileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
RATE_FACTOR = env.int("RATE_FACTOR", 1)  # times what one client address may do (portal/rates.py)
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
FONT_DIR = BASE_DIR / "build" / "fonts"  # made by tools/fonts.py; PDFs need the whole fonts that lie there
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in [
        ("vendor/bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist"),
        ("vendor/leaflet", BASE_DIR / "node_modules" / "leaflet" / "dist"),
        ("vendor/plex", BASE_DIR / "build" / "fonts"),
    ]
    if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif", "woff", "woff2", "ttf", "map", "br", "gz"]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.uploads.CappedFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = startup.private_folder(DATA_DIR / "tmp")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # form text, files apart: 50,000 letters, percent-encoded, with room

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name_latin", "name_ar")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "backoffice:index"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are invited: following the invitation proves the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# portal/rates.py counts what failed; these hold back what knocks faster than a hall full of people
ACCOUNT_RATE_LIMITS = {
    "login": "600/10m/ip",
    "login_failed": "20/15m/key",
    "reset_password": "60/10m/ip,3/15m/key",
    "reset_password_from_key": "120/10m/ip",
    "change_password": "10/10m/user",
    "reauthenticate": "30/10m/user",
}
SECOND_FACTOR_REQUIRED = not DEMO
MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.CodeForm",
    "reauthenticate": "portal.accounts.forms.CodeAgainForm",
    "activate_totp": "portal.accounts.forms.AppForm",
    "add_webauthn": "portal.accounts.forms.PasskeyForm",
}
MFA_TOTP_ISSUER = "Jamaati"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a demonstration on one machine
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Sessions stay in the database, so that nobody is signed out when Redis is emptied
SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"  # bound to this host: no neighbour can set it
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_HOURS = env.int("STAFF_IDLE_HOURS", 12)
STAFF_SESSION_DAYS = env.int("STAFF_SESSION_DAYS", 7)

# Browsers
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *filter(None, [service_urls.origin(TILE_URL)])],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-src": ["'none'"],
        "worker-src": ["'self'"],
        "upgrade-insecure-requests": HTTPS,
    }
}

# Languages and time
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "ar"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("ar", "fr"), "ar": ("fr",), "fr": ("ar",)}
USE_I18N = USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

# Mail. EMAIL_… settings follow EMAIL_URL.
globals().update(service_urls.email(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", f"no-reply@{ALLOWED_HOSTS[0].lstrip('.')}")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")  # takes back what cannot be delivered; takes "+" extensions
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")  # of the Message-ID

# Background work: portal/broker.py holds what each kind of broker needs
CELERY = {**broker.SAFETY, **broker.transport(REDIS_URL, DATA_DIR / "broker"), "BEAT_SCHEDULE": broker.SCHEDULE}
globals().update({f"CELERY_{name}": value for name, value in CELERY.items()})
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

if METRICS_TOKEN:  # before prometheus_client is imported: web processes add to the same figures
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(startup.private_folder(DATA_DIR / "metrics"))
LOGGING = logs.configuration(env.str("LOG_LEVEL", "INFO"), as_json=env.bool("LOG_JSON", not DEMO))
SILENCED_SYSTEM_CHECKS: list[str] = []
