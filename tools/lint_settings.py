"""The portal's settings with the migration linter, and with the apps in LINT_APPS, which are examples of a test."""

import os

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter", *os.environ.get("LINT_APPS", "").split()]
