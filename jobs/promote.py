"""Ask the gate and move the alias: `python -m jobs.promote --as-of T`.

Comes last: by then the candidate's bundle, its posterior and its athletes' states are published,
so naming it in CURRENT is all that is left to do.
"""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any

import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.candidate import Candidate, read_candidate, write_candidate
from jobs.clock import as_of_time
from jobs.evidence import read_evidence
from jobs.facts import emit
from jobs.registry import CHAMPION, LAST_GOOD, Registry
from models.features.catalogue import service_hash
from models.policy.bundle import (
    BrokenBundle,
    Current,
    load_policy,
    load_population,
    read_current,
    set_current,
)
from models.promotion.gate import Evidence, Verdict, judge
from models.promotion.poison import poison

log = structlog.get_logger()


class NotReady(RuntimeError):
    """The candidate was not evaluated, or its posterior was not rebuilt."""


def promote(settings: Settings, as_of: datetime) -> dict[str, Any]:
    """Judge the candidate, promote it if the gate agrees, write the report; return the facts."""
    candidate = read_candidate(settings)
    if not candidate.evaluated or not candidate.population_version:
        raise NotReady(f"{candidate.policy_version}: run jobs.evaluate and jobs.rebuild first")
    if _is_champion(settings, candidate):
        return _report(settings, candidate)
    evidence = replace(
        read_evidence(candidate.policy_version, settings), poison=defects(settings, candidate)
    )
    verdict = judge(evidence)
    for one in verdict.criteria:
        log.info("criterion", name=one.name, value=one.value, wanted=one.wanted, met=one.met)
    facts = facts_of(candidate, evidence, verdict, as_of)
    if verdict.accepted:
        _move(settings, candidate, verdict)
    _annotate(settings, candidate, verdict)
    _write_report(settings, facts)
    return facts


def _is_champion(settings: Settings, candidate: Candidate) -> bool:
    current = read_current(settings.published)
    return current is not None and current.policy_version == candidate.policy_version


def defects(settings: Settings, candidate: Candidate) -> tuple[str, ...]:
    """Return what poisons the candidate's bundle: broken files, bad weights, foreign features."""
    root = settings.published
    try:
        policy = load_policy(root, candidate.policy_version)
        population = load_population(root, candidate.population_version)
    except BrokenBundle as broken:
        return (str(broken),)
    arrays = {
        **{f"encoder.{k}": v for k, v in policy.encoder.arrays().items()},
        **{f"completion.{k}": v for k, v in policy.completion.arrays().items()},
        "population.m": population.m,
        "population.p_inv": population.p_inv,
    }
    return poison(arrays, signature=policy.feature_service_hash, expected=service_hash())


def _move(settings: Settings, candidate: Candidate, verdict: Verdict) -> None:
    """Name the candidate in CURRENT, then in the registry: what serves is what CURRENT says."""
    before = read_current(settings.published)
    current = Current(
        policy_version=candidate.policy_version,
        population_version=candidate.population_version,
        learner=candidate.learner,
        verdict=verdict.word,
        bootstrap=verdict.bootstrap,
    )
    set_current(settings.published, current)
    registry = Registry(settings)
    if before is not None:
        registry.point(LAST_GOOD, before.policy_version)
    registry.point(CHAMPION, candidate.policy_version)


def _annotate(settings: Settings, candidate: Candidate, verdict: Verdict) -> None:
    tags = {
        "verdict": verdict.word,
        "accepted": str(verdict.accepted).lower(),
        "bootstrap": str(verdict.bootstrap).lower(),
        "reason": verdict.reason,
        "population_version": candidate.population_version,
    }
    Registry(settings).annotate(candidate.policy_version, tags)
    told = replace(
        candidate,
        accepted=verdict.accepted,
        bootstrap=verdict.bootstrap,
        verdict=verdict.word,
    )
    write_candidate(told, settings)


def facts_of(
    candidate: Candidate, evidence: Evidence, verdict: Verdict, as_of: datetime
) -> dict[str, Any]:
    """Return the verdict with every criterion, as the report and the demo show it."""
    return {
        "policy_version": candidate.policy_version,
        "population_version": candidate.population_version,
        "learner": candidate.learner,
        "as_of": as_of.isoformat(),
        "accepted": verdict.accepted,
        "verdict": verdict.word,
        "bootstrap": verdict.bootstrap,
        "reason": verdict.reason,
        "delta": verdict.delta,
        "half_width": verdict.half_width,
        "detectable": verdict.detectable,
        "missing_to_evaluable": list(verdict.missing),
        "criteria": [asdict(one) for one in verdict.criteria],
        "auc": evidence.quality.auc,
        "calibration": evidence.quality.calibration,
    }


def _write_report(settings: Settings, facts: dict[str, Any]) -> None:
    file = settings.published / "policy-report.json"
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(facts, indent=1))
    draft.replace(file)


def _report(settings: Settings, candidate: Candidate) -> dict[str, Any]:
    """Return the last report: the candidate is champion already."""
    held = json.loads((settings.published / "policy-report.json").read_text())
    return {**held, "population_version": candidate.population_version}


def main(as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "") -> None:
    """Judge and, if the gate agrees, promote the candidate."""
    log_to_stderr()
    chosen = settings()
    facts = promote(chosen, as_of_time(as_of))
    log.info("gate", accepted=facts["accepted"], verdict=facts["verdict"], reason=facts["reason"])
    emit("promote", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
