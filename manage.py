#!/usr/bin/env python
"""Django's command line: `python manage.py help`. DATA_DIR and the other variables of README.md apply."""

import os
import sys

from django.core.management import execute_from_command_line

from portal.startup import StartRefused
from portal.workdays.legal_time import LegalTimeError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except (StartRefused, LegalTimeError) as refusal:
        sys.exit(str(refusal))
