"""How far a job is, for whoever waits: a JSON file that is replaced atomically."""

import json
from pathlib import Path

from infra.settings import Settings


class Progress:
    """Writes `<state>/jobs/ID.json`; without an id it says nothing."""

    def __init__(self, job: str | None, settings: Settings) -> None:
        if job is not None and (not job or not job.replace("-", "").isalnum()):
            raise ValueError(f"a job id holds letters, digits and dashes, got {job!r}")
        self._job = job
        self._file: Path = settings.state / "jobs" / f"{job}.json"

    def say(self, status: str, **facts: object) -> None:
        """Replace the file: status is reading | writing | done | failed."""
        if self._job is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps({"job": self._job, "status": status, **facts}, default=str))
        draft.replace(self._file)
