"""Imports of a person's own exports."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from serving.replies import Json
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.importing import Upload, progress, take

router = APIRouter(tags=["imports"])


@router.post("/imports", status_code=202)
def import_file(
    file: Annotated[UploadFile, File()], user_id: AthleteId, house: House, now: Now
) -> Response:
    """Take an export (Apple Health, Oura, Hevy, ...) and read it in the background."""
    upload = Upload(file.filename or "export", file.file)
    return Json(take(house, user_id, upload, now), status_code=202)


@router.get("/imports/{job_id}")
def read_import(job_id: str, user_id: AthleteId, house: House) -> Response:
    """Return how far an import is, and what was found so far."""
    return Json(progress(house, user_id, job_id))
