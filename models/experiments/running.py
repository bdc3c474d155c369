"""The running experiment as published: ROOT/experiments/RUNNING.json; absent = there is none."""

import json
from pathlib import Path

from models.domain.codec import from_json, to_json
from models.experiments.definition import Experiment


def folder(root: Path) -> Path:
    """Return where experiments stand: RUNNING.json, and one report ID.json each."""
    return root / "experiments"


def read_running(root: Path) -> Experiment | None:
    """Return the running experiment; ValueError or OSError when the file can't be read."""
    file = _file(root)
    return from_json(Experiment, json.loads(file.read_text())) if file.exists() else None


def write_running(root: Path, experiment: Experiment) -> None:
    """Name the experiment that runs from now on, in one step."""
    file = _file(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(to_json(experiment), indent=1))
    draft.replace(file)


def end_running(root: Path) -> None:
    """Let no experiment run."""
    _file(root).unlink(missing_ok=True)


def _file(root: Path) -> Path:
    return folder(root) / "RUNNING.json"
