"""Files complaints on a disk that is full. Run in a mount namespace of its own, which it fills with small disks.

`python full_disk.py FOLDER` mounts a disk of 200 kB on FOLDER of DATA_DIR, sends the form with two photos,
then gives the disk room and sends it again; it prints what was answered and what was kept, as JSON.
"""

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import django
from PIL import Image

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402

from portal.cases.models import Case, Upload  # noqa: E402
from portal.communes.models import Commune  # noqa: E402
from tests.fixtures.citizens import filing_url, filled  # noqa: E402


def picture(name, form, side):
    """Noise, which no format makes small; the PNG is too large for memory and goes to the disk."""
    data = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(data, form, quality=90, compress_level=1)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{form.lower()}")


def send(token=None):
    files = [picture("mur.jpg", "JPEG", 800), picture("sol.png", "PNG", 1000)]
    fields = filled(Commune.objects.get(), files=files, **({"submission_token": token} if token else {}))
    return Client(raise_request_exception=False, headers={"Host": "lar.localhost"}).post(filing_url("fr"), fields)


def told(answer):
    media = Path(settings.MEDIA_ROOT)
    page = answer.content.decode()
    return {
        "status": answer.status_code,
        "sentences": re.findall(r"\u2068[^\u2069]+\u2069[^<]*", page),
        "text kept": "قرب المدرسة" in page,
        "cases": Case.objects.count(),
        "uploads": Upload.objects.count(),
        "files": sorted(path.stat().st_size > 0 for path in media.rglob("*") if path.is_file()),
        "left": [path.name for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir() if path.name != "mine"],
    }


folder = settings.DATA_DIR / sys.argv[1]
folder.mkdir(exist_ok=True)
for path in {folder, Path(settings.MEDIA_ROOT), Path(settings.FILE_UPLOAD_TEMP_DIR)}:
    path.mkdir(exist_ok=True)
    size = "200k" if path == folder else "50m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], check=True)
first = send()
results = [told(first)]
subprocess.run(["mount", "-o", "remount,size=50m", folder], check=True)
token = re.search(r'name="submission_token" value="([0-9a-f-]{36})"', first.content.decode())
results.append(told(send(token and token[1])))
print("told:", json.dumps(results))
