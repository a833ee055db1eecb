"""The scenes of petitions: read, signed, deposited, and handled by the office."""

from typing import Any

from camera import Camera, follow, press, sign_in


def petitions(camera: Camera, known: dict[str, Any]) -> None:
    """The list, one that collects, one that was admitted; the page of its representative; the office."""
    collects, admitted = known["collects"][0], known["admitted"][0]
    page = camera.page()
    camera.visit(page, {"petitions": "~/news/petitions/", "petition-form": "~/news/petitions/start/"})
    camera.visit(page, {"petition-collects": f"~/news/petitions/{collects}/"})
    press(page, "#sign .btn-primary")
    camera.shoot(page, "petition-refused-form")
    camera.visit(page, {"petition-admitted": f"~/news/petitions/{admitted}/"})
    follow(camera, page, *known["collects"])
    camera.shoot(page, "petition-mine")
    camera.visit(page, {"petition-deposit": f"~/news/petitions/{collects}/deposit/"})
    page = camera.page()
    sign_in(camera, page, "clerk.unit@larache.example")
    camera.visit(page, {"petition-case": f"/backoffice/cases/{admitted}/"})
    camera.visit(page, {"petition-sheet": f"/backoffice/cases/{collects}/sheet/"})
    camera.visit(page, {"petition-signers": f"/backoffice/petitions/{collects}/signatures/"})
    camera.visit(page, {"petition-desk": "~/news/petitions/start/?for=citizen"})
    camera.close()
