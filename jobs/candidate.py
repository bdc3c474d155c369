"""The candidate: what train, evaluate, rebuild and promote hand to each other."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from infra.settings import Settings
from models.domain.codec import from_json, to_json


class NoCandidate(LookupError):
    """Nothing was trained yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trained policy on its way to the gate; fields are filled as the jobs run."""

    policy_version: str
    frozen_version: str
    """The same recipe fitted on days up to the cut only: what the evaluation judges."""
    encoder_version: str
    learner: str
    cut: date
    """T0: evaluation rows are strictly later."""
    trained_as_of: datetime
    run_id: str
    rows_hash: str
    """Content hash of gold.training_rows."""
    evaluated: bool = False
    accepted: bool = False
    bootstrap: bool = False
    verdict: str = ""
    population_version: str = ""
    """Published by rebuild."""


def candidate_file(settings: Settings) -> Path:
    """Return where the candidate stands: beside the bundles it names."""
    return settings.published / "CANDIDATE"


def read_candidate(settings: Settings) -> Candidate:
    """Return the candidate; NoCandidate before the first training."""
    file = candidate_file(settings)
    if not file.exists():
        raise NoCandidate(f"{file} is missing: run jobs.train first")
    return from_json(Candidate, json.loads(file.read_text()))


def write_candidate(candidate: Candidate, settings: Settings) -> None:
    """Replace the candidate in one step."""
    file = candidate_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(to_json(candidate), indent=1, sort_keys=True))
    draft.replace(file)
