"""Imports of a person's own exports."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile

from serving.replies import Json
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.importing import Upload, progress, take

router = APIRouter(tags=["imports"])


@router.post("/imports", status_code=202)
def import_file(
    file: Annotated[UploadFile, File()],
    user_id: AthleteId,
    house: House,
    now: Now,
    unit: Annotated[Literal["kg", "lb"] | None, Form()] = None,
) -> Response:
    """Take an export (Apple Health, Oura, Hevy, ...) and read it in the background.

    `unit` is for a strength log that does not tell in what it weighs.
    """
    upload = Upload(file.filename or "export", file.file, unit)
    return Json(take(house, user_id, upload, now), status_code=202)


@router.get("/imports/{job_id}")
def read_import(job_id: str, user_id: AthleteId, house: House) -> Response:
    """Return how far an import is, and what was found so far."""
    return Json(progress(house, user_id, job_id))
