"""What the evaluation hands to the gate: `<published>/evaluation/<policy version>.json`."""

import json
from pathlib import Path

from infra.settings import Settings
from models.domain.codec import from_json, to_json
from models.evaluation.diagnostics import Diagnostics
from models.evaluation.ope import Estimate
from models.promotion.gate import Evidence, Quality


def evidence_file(settings: Settings, policy_version: str) -> Path:
    """Return where a candidate's evidence stands."""
    return settings.published / "evaluation" / f"{policy_version}.json"


def write_evidence(evidence: Evidence, policy_version: str, settings: Settings) -> None:
    """Write the evidence in one step."""
    file = evidence_file(settings, policy_version)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(to_json(evidence), indent=1))
    draft.replace(file)


def read_evidence(policy_version: str, settings: Settings) -> Evidence:
    """Return a candidate's evidence; FileNotFoundError before its evaluation."""
    held = json.loads(evidence_file(settings, policy_version).read_text())
    champion = held["champion"]
    return Evidence(
        difference=from_json(Estimate, held["difference"]),
        weights=tuple(from_json(Diagnostics, one) for one in held["weights"]),
        quality=from_json(Quality, held["quality"]),
        champion=from_json(Quality, champion) if champion else None,
        poison=tuple(held["poison"]),
        leak=held["leak"],
        generated=held["generated"],
    )
