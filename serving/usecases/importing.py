"""Take an athlete's export: keep the file, start the job that reads it, say how far it is."""

import json
import re
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from infra.children import start_module
from serving.db.imports import Import
from serving.problems import Problem
from serving.service import Service
from serving.usecases.facts import find_athlete

MOST_BYTES = 4 << 30
CHUNK = 1 << 20
ENDED = ("done", "failed")
SILENT_S = 6 * 3600.0
UNSAFE = re.compile(r"[^\w.\- ]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in."""

    name: str
    content: IO[bytes]
    unit: str | None = None
    """kg or lb, of a strength log that does not tell."""


def take(house: Service, user_id: str, upload: Upload, now: datetime) -> dict[str, Any]:
    """Keep an upload and start reading it; raise Problem 409 while another import runs."""
    with house.database.read() as session:
        find_athlete(session, user_id)
    _refuse_second(house)
    job_id = house.ids.new(now)
    folder = uploads(house, user_id) / job_id
    folder.mkdir(parents=True)
    file = folder / (UNSAFE.sub("_", Path(upload.name).name)[-120:] or "export")
    size = _kept(upload.content, file)
    row = Import(job_id=job_id, user_id=user_id, name=file.name, bytes=size, created_at=now)
    with house.database.write() as session:
        session.add(row)
    _say(house, job_id, "queued")
    words = ["--job", job_id, "--user-id", user_id, "--file", str(file), "--as-of", now.isoformat()]
    if upload.unit:
        words += ["--unit", upload.unit]
    start_module(
        house.settings, "jobs.ingest", *words, ended=lambda code: _ended(house, job_id, code)
    )
    return progress(house, user_id, job_id)


def uploads(house: Service, user_id: str) -> Path:
    """Return the folder of an athlete's uploads."""
    return house.settings.state / "uploads" / user_id


def _kept(content: IO[bytes], file: Path) -> int:
    """Write an upload piece by piece; return its bytes; raise Problem for none or too many."""
    size = 0
    with file.open("wb") as out:
        while piece := content.read(CHUNK):
            size += len(piece)
            if size > MOST_BYTES:
                break
            out.write(piece)
    if not 0 < size <= MOST_BYTES:
        shutil.rmtree(file.parent)
        status, text = (413, "has more than 4 GiB") if size else (422, "is empty")
        raise Problem(status, f"{file.name} {text}", field="file")
    return size


def _refuse_second(house: Service) -> None:
    with house.database.read() as session:
        last = session.scalar(select(Import).order_by(Import.created_at.desc()).limit(1))
    if last is not None and _runs(house, last.job_id):
        raise Problem(409, "Another import is being read; try again when it is done", field="file")


def _runs(house: Service, job_id: str) -> bool:
    """Return whether a job still says something; one that is silent for hours died with the API."""
    file = house.settings.state / "jobs" / f"{job_id}.json"
    silent = time.time() - file.stat().st_mtime if file.exists() else SILENT_S
    return silent < SILENT_S and _told(house, job_id).get("status") not in ENDED


def progress(house: Service, user_id: str, job_id: str) -> dict[str, Any]:
    """Return how far an import is; raise Problem 404 for anybody else's."""
    with house.database.read() as session:
        row = session.get(Import, job_id)
    if row is None or row.user_id != user_id:
        raise Problem(404, f"no import {job_id}", field="job_id")
    told = _told(house, job_id)
    return {
        "job_id": job_id,
        "name": row.name,
        "bytes": row.bytes,
        "created_at": row.created_at,
        "status": told.pop("status", "failed"),
        "status_url": f"/imports/{job_id}",
        "found": {name: value for name, value in told.items() if name != "job"},
    }


def newest(house: Service, user_id: str) -> dict[str, Any] | None:
    """Return how far an athlete's newest import is; None before the first.

    No other is open: a second one is refused while one is read.
    """
    query = select(Import.job_id).where(Import.user_id == user_id)
    last = query.order_by(Import.created_at.desc(), Import.job_id.desc()).limit(1)
    with house.database.read() as session:
        job_id = session.scalar(last)
    return progress(house, user_id, job_id) if job_id else None


def _told(house: Service, job_id: str) -> dict[str, Any]:
    """Return what the job says of itself; a job whose file is gone has failed."""
    file = house.settings.state / "jobs" / f"{job_id}.json"
    return dict(json.loads(file.read_text())) if file.exists() else {"status": "failed"}


def _ended(house: Service, job_id: str, code: int) -> None:
    """Say that a job failed which could not say so itself."""
    if _told(house, job_id).get("status") not in ENDED:
        _say(house, job_id, "failed", error=f"the job ended with {code}; see jobs.ingest.log")


def _say(house: Service, job_id: str, status: str, **facts: str) -> None:
    folder = house.settings.state / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{job_id}.json").write_text(json.dumps({"job": job_id, "status": status, **facts}))
