"""Start an experiment: pin the champion, give the bandit arm its own sums and states, name it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from infra.settings import Settings
from jobs.contracts import check_records
from jobs.event_log import events
from jobs.experiments.publishing import publish_report
from jobs.experiments.reading import sorted_out
from jobs.learner_rows import athlete_states
from jobs.online_states import publish_states
from jobs.records import replace_records
from jobs.replaying import Learner, replayed
from models.domain.tables import POSTERIOR_UPDATES
from models.experiments.definition import BANDIT, Arm, BadExperiment, Experiment, Pinned
from models.experiments.popularity import popularity
from models.experiments.power import sequential_per_arm
from models.experiments.report import report
from models.experiments.running import folder, read_running, write_running
from models.policy.bundle import Current, load_policy, load_population, read_current
from models.policy.bundle import write_population as publish_population
from models.policy.state import epoch_day

BASE, UPLIFT, DROP_OUT = 0.40, 0.15, 0.45
"""What an experiment is planned for where nobody says otherwise (statistics.md 7)."""
HORIZON_DAYS = 28
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator asks for."""

    id: str
    arms: Sequence[Arm]
    salt: str = ""
    """Empty: fresh random bits."""
    planned_n: int = 0
    """Per arm; 0: by the power formula, for a confidence sequence."""


def arms_of(text: str) -> tuple[Arm, ...]:
    """Return the arms of `rules,bandit=2`: names, each with its parts where it has not one."""
    pairs = (part.strip().partition("=") for part in text.split(","))
    try:
        return tuple(Arm(name=name, weight=int(weight or 1)) for name, _, weight in pairs)
    except ValueError as error:
        raise BadExperiment(
            f"arms {text!r}: write names with whole weights, rules,bandit=2"
        ) from error


def start(settings: Settings, wish: Wish, as_of: datetime) -> Experiment:
    """Start an experiment; raises BadExperiment for a second one, a used id or a bad wish."""
    root = settings.published
    running = read_running(root)
    if running is not None:
        raise BadExperiment(f"experiment {running.id!r} runs: stop it first")
    experiment = _defined(settings, wish, as_of)
    if (folder(root) / f"{experiment.id}.json").exists():
        raise BadExperiment(f"there was an experiment {experiment.id!r}: take another id")
    current = read_current(root)
    if current is not None and experiment.pinned is not None:
        _give_learner(settings, current, experiment, as_of)
    publish_report(report(experiment, [], as_of), settings)
    # last: whoever reads it finds everything it names
    write_running(root, experiment)
    return experiment


def _defined(settings: Settings, wish: Wish, as_of: datetime) -> Experiment:
    current = read_current(settings.published)
    told = sorted_out(list(events(settings)), wish.id)
    usual = sequential_per_arm(BASE, UPLIFT, HORIZON_DAYS, drop_out=DROP_OUT)
    return Experiment(
        id=wish.id,
        salt=wish.salt or secrets.token_hex(SALT_BYTES),
        arms=tuple(wish.arms),
        started_at=as_of,
        horizon_days=HORIZON_DAYS,
        planned_n=wish.planned_n or usual,
        pinned=_pinned(settings, current, wish.id) if current else None,
        popularity=popularity(told.chronicles.values(), wish.id, as_of),
    )


def _pinned(settings: Settings, current: Current, experiment_id: str) -> Pinned:
    encoder = load_policy(settings.published, current.policy_version).encoder
    return Pinned(
        policy_version=current.policy_version,
        population_version=f"{current.population_version}-{experiment_id}",
        encoder_version=encoder.version,
    )


def _give_learner(
    settings: Settings, current: Current, experiment: Experiment, as_of: datetime
) -> None:
    """Copy the champion's population under the arm's learner, which starts from the run-in."""
    pinned = experiment.pinned
    assert pinned is not None
    held = load_population(settings.published, current.population_version)
    copy = replace(held, version=pinned.population_version, learner=pinned.learner)
    publish_population(settings.published, copy)
    if BANDIT not in experiment.names:
        return
    encoder = load_policy(settings.published, pinned.policy_version).encoder
    rows = replayed(settings, Learner(encoder, pinned.learner, experiment.id))
    check_records(rows, POSTERIOR_UPDATES, settings, job="experiment", as_of=as_of)
    where = f"learner = '{pinned.learner}'"
    replace_records(rows, POSTERIOR_UPDATES, settings, where=where)
    states = athlete_states(rows, epoch_day(as_of.date()), held.hyper.gamma)
    publish_states(settings, pinned.learner, states)
