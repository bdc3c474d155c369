"""Train the candidate: `python -m jobs.train --as-of T`.

Two fits of one recipe: `frozen` on days before the cut and without the held-back athletes (what
the evaluation judges), and the candidate itself on everything closed by T.
"""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.candidate import Candidate, write_candidate
from jobs.card import model_card
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.plots import loss_plot
from jobs.registry import CHALLENGER, TRAIN, Registry, Run
from jobs.training_data import TrainingData, data_versions, day_of, training_data
from models.evaluation.success import measure, predicted, slices
from models.features.catalogue import FEATURES, service_hash
from models.learning.reward import DEFINITION
from models.learning.training import Trained, train
from models.policy.bundle import Policy, write_policy

log = structlog.get_logger()
SEED = 7
TEMPERATURE = 0.25
"""Of the slate's softmax over completion probabilities."""
GROUPS = tuple(feature.group for feature in FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """Both fits of the recipe, published."""

    frozen: Policy
    final: Policy
    trained: Trained
    """Of the final fit: its losses are plotted."""


def train_candidate(settings: Settings, as_of: datetime, seed: int = SEED) -> dict[str, Any]:
    """Train, publish both bundles, log the run and register the candidate; return the facts."""
    data = training_data(settings, as_of)
    fits = fit(settings, data, seed)
    aucs = frozen_aucs(fits.frozen, data)
    candidate = Candidate(
        policy_version=fits.final.version,
        frozen_version=fits.frozen.version,
        encoder_version=fits.final.encoder.version,
        learner=f"{fits.final.encoder.version}:pooled",
        cut=day_of(data.cut),
        trained_as_of=as_of,
        run_id="",
        rows_hash=data.hash,
    )
    counts = {
        "rows": len(data.records),
        "closed": int(data.examples.closed.sum()),
        "rows_held_back": int(data.held_back.sum()),
        "features": len(FEATURES),
    }
    params = {"seed": str(seed), "code_version": settings.code_version, **data_versions(settings)}
    registered = _register(settings, candidate, (fits.trained, params, {**counts, **aucs}))
    return {**counts, **aucs, **registered, "cut": candidate.cut, "rows_hash": data.hash}


def fit(settings: Settings, data: TrainingData, seed: int) -> Fits:
    """Fit the recipe twice and publish both bundles."""
    before = data.examples.where((data.examples.day < data.cut) & ~data.held_back)
    frozen = train(before, seed=seed, groups=GROUPS)
    final = train(data.examples, seed=seed, groups=GROUPS)
    return Fits(_publish(settings, frozen), _publish(settings, final), final)


def _publish(settings: Settings, trained: Trained) -> Policy:
    encoder, completion = trained.encoder.version, trained.completion.version
    policy = Policy(
        version=f"p-{encoder[1:7]}-{completion[1:7]}",
        name="plan-policy",
        encoder=trained.encoder,
        completion=trained.completion,
        temperature=TEMPERATURE,
        feature_service_hash=service_hash(),
        reward_definition=DEFINITION,
        code_version=settings.code_version,
    )
    write_policy(settings.published, policy)
    return policy


def frozen_aucs(frozen: Policy, data: TrainingData) -> dict[str, float]:
    """Return the frozen completion model's AUC on each slice; `auc` is the smaller of the bars."""
    found = {}
    for name, chosen in slices(data.examples, data.held_back, data.cut).items():
        rows = data.examples.where(chosen)
        measured = measure(rows, predicted(frozen.completion, rows), None)
        if measured.auc.value == measured.auc.value:  # a slice of one class has no AUC
            found[f"auc_{name}"] = measured.auc.value
    bars = [v for k, v in found.items() if k != "auc_first_week"]
    return {**found, **({"auc": min(bars)} if bars else {})}


def _register(
    settings: Settings,
    candidate: Candidate,
    told: tuple[Trained, dict[str, str], dict[str, float]],
) -> dict[str, Any]:
    """Log the run, register its bundle, hand the candidate on."""
    trained, params, numbers = told
    registry, version = Registry(settings), candidate.policy_version
    named = {
        **params,
        "feature_service": service_hash(),
        "cut": candidate.cut.isoformat(),
        "rows_hash": candidate.rows_hash,
    }
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "model-card.md").write_text(model_card(candidate, named, numbers))
        loss_plot(trained.losses, Path(work) / "losses.png")
        folders = {"policy": settings.published / "policy" / version, "report": Path(work)}
        run_id = registry.log(Run(TRAIN, version, named, numbers, folders=folders))
    model_version = registry.register(run_id, version, "policy")
    registry.point(CHALLENGER, version)
    write_candidate(replace(candidate, run_id=run_id), settings)
    facts = {"policy_version": version, "frozen_version": candidate.frozen_version}
    return {**facts, "model_version": model_version, "run_id": run_id}


def main(
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    seed: Annotated[int, typer.Option(help="of weights, batches and dropped sensors")] = SEED,
) -> None:
    """Train and register the candidate."""
    log_to_stderr()
    chosen = settings()
    facts = train_candidate(chosen, as_of_time(as_of), seed)
    log.info("trained", **facts)
    emit("train", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
