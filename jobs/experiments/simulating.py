"""Sixty simulated days of four arms, reported by the very same function."""

from datetime import UTC, date, datetime, time, timedelta

from jobs.experiments.reading import athletes_of, sorted_out
from jobs.posterior_start import posterior_start
from models.domain.decisions import ACTIONS
from models.experiments.definition import ARMS, Arm, Experiment, Pinned
from models.experiments.report import Report, report
from models.learning.reward import MEAN_COMPLETION
from models.simulator.diary import Span
from models.simulator.trial import ENCODER, RUN_IN_DAYS, Trial

START = date(2026, 8, 1)


def simulated(athletes: int, days: int, seed: int) -> Report:
    """Return the report of a simulated experiment on its last evening."""
    trial = Trial(_experiment(athletes, seed), posterior_start(), _span(days, seed))
    trial.run(athletes)
    as_of = datetime.combine(START + timedelta(days=days), time.max, UTC)
    experiment = trial.experiment
    told = sorted_out(trial.records(), experiment.id)
    return report(experiment, athletes_of(told, experiment, as_of), as_of, status="ended")


def _span(days: int, seed: int) -> Span:
    return Span(seed=seed, start=START, days=days)


def _experiment(athletes: int, seed: int) -> Experiment:
    begins = datetime.combine(START + timedelta(days=RUN_IN_DAYS), time.min, UTC)
    return Experiment(
        id=f"simulated-{seed}",
        salt=f"salt-{seed}",
        arms=tuple(Arm(name=name) for name in ARMS),
        started_at=begins,
        planned_n=max(athletes // len(ARMS), 1),
        pinned=Pinned(
            policy_version="simulated",
            population_version="simulated",
            encoder_version=ENCODER.version,
        ),
        popularity=(MEAN_COMPLETION,) * ACTIONS,
        simulated=True,
    )
