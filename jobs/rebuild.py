"""Rebuild posteriors from the log: `python -m jobs.rebuild [--verify]`.

For the candidate: replay bronze.events through its encoder, write its rows and sums, publish its
population and every athlete's state, all before anything names it. For the champion: a new
population from the rows that stand. With `--verify`: prove that the champion's streamed rows are
what a batch replay of the log gives. Rows and sums are validated before anything is written or
published: a suite that fails exits with 2, and what is served stays.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.candidate import Candidate, NoCandidate, read_candidate, write_candidate
from jobs.clock import as_of_time
from jobs.contracts import check_records, gated
from jobs.facts import emit
from jobs.learner_rows import athlete_states, learner_rows
from jobs.online_states import publish_states
from jobs.posterior_start import posterior_start
from jobs.records import replace_records
from jobs.replaying import Learner, replayed
from jobs.verify import verify
from models.domain.rows import PosteriorUpdate
from models.domain.tables import POPULATION_SUMS, POSTERIOR_UPDATES, Table
from models.policy.bundle import (
    Current,
    content_version,
    load_policy,
    read_current,
    set_current,
    write_population,
)
from models.policy.posterior import Identity, Population, build_population
from models.policy.state import epoch_day
from models.policy.sums import Facts, population_sums

log = structlog.get_logger()


def rebuild(settings: Settings, as_of: datetime) -> dict[str, Any]:
    """Rebuild the candidate (unless it is champion already) and the champion; return facts."""
    current, candidate = read_current(settings.published), _candidate(settings)
    facts: dict[str, Any] = {}
    if current is not None:
        facts["champion"] = _champion(settings, current, as_of)
    if candidate is not None and (not current or candidate.learner != current.learner):
        facts["candidate"] = _new_learner(settings, candidate, as_of)
    elif candidate is not None and current is not None:
        version = facts["champion"]["population_version"]
        write_candidate(replace(candidate, population_version=version), settings)
    return facts


def _candidate(settings: Settings) -> Candidate | None:
    try:
        return read_candidate(settings)
    except NoCandidate:
        return None


def _new_learner(settings: Settings, candidate: Candidate, as_of: datetime) -> dict[str, Any]:
    """Replay the whole log for a learner that nothing names yet."""
    policy = load_policy(settings.published, candidate.policy_version)
    rows = replayed(settings, Learner(policy.encoder, candidate.learner))
    _check(rows, POSTERIOR_UPDATES, settings, as_of)
    where = f"learner = '{candidate.learner}'"
    replace_records(rows, POSTERIOR_UPDATES, settings, where=where)
    population = _population(settings, rows, (candidate.learner, candidate.encoder_version), as_of)
    states = athlete_states(rows, epoch_day(as_of.date()), population.hyper.gamma)
    publish_states(settings, candidate.learner, states)
    write_candidate(replace(candidate, population_version=population.version), settings)
    return _facts(rows, population, len(states))


def _champion(settings: Settings, current: Current, as_of: datetime) -> dict[str, Any]:
    """Build the champion's population anew from its rows; the stream owns rows and states."""
    rows = learner_rows(settings, current.learner)
    _check(rows, POSTERIOR_UPDATES, settings, as_of)
    encoder_version = current.learner.rsplit(":", 1)[0]
    population = _population(settings, rows, (current.learner, encoder_version), as_of)
    set_current(settings.published, replace(current, population_version=population.version))
    return _facts(rows, population, 0)


def _population(
    settings: Settings, rows: Sequence[PosteriorUpdate], who: tuple[str, str], as_of: datetime
) -> Population:
    """Write the learner's sums and publish its population; the version names its content."""
    learner, encoder_version = who
    sums = population_sums(rows)
    _check(sums, POPULATION_SUMS, settings, as_of)
    replace_records(sums, POPULATION_SUMS, settings, where=f"learner = '{learner}'")
    start, facts = posterior_start(), Facts.of(rows)
    name = Identity(
        version="", learner=learner, encoder_version=encoder_version, day=epoch_day(as_of.date())
    )
    built = build_population(facts, name, start.hyper, start.b0, start.z)
    digest = content_version("", {"m": built.m, "p_inv": built.p_inv, "z": built.z})
    population = replace(built, version=f"n-{as_of:%Y%m%d}-{digest[:8]}")
    write_population(settings.published, population)
    return population


def _check(rows: Sequence[Any], table: Table, settings: Settings, as_of: datetime) -> None:
    check_records(rows, table, settings, job="rebuild", as_of=as_of)


def _facts(rows: Sequence[PosteriorUpdate], population: Population, states: int) -> dict[str, Any]:
    return {
        "learner": population.learner,
        "rows": len(rows),
        "decisions": len({row.decision_id for row in rows}),
        "athletes": len({row.user_id for row in rows}),
        "population_version": population.version,
        "states_published": states,
    }


def main(
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    verify_only: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--verify", help="compare streamed with batch; write nothing")
    ] = False,
) -> None:
    """Rebuild, or verify what the stream has built."""
    log_to_stderr()
    chosen = settings()
    with gated():
        facts = verify(chosen) if verify_only else rebuild(chosen, as_of_time(as_of))
    log.info("rebuild", **facts)
    emit("verify" if verify_only else "rebuild", facts, chosen)
    if verify_only and not facts["equal"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
