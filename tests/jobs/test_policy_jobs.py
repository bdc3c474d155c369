"""train, evaluate, rebuild, promote, verify in the order of the DAG, on a small real history."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.kept import results, runs
from expectations.validate import SuiteFailed
from infra.settings import Settings
from jobs.candidate import NoCandidate, read_candidate, write_candidate
from jobs.contracts import validations
from jobs.evaluate import evaluate
from jobs.evidence import read_evidence, write_evidence
from jobs.learner_rows import learner_rows
from jobs.online_states import read_states
from jobs.promote import NotReady, promote
from jobs.rebuild import rebuild
from jobs.records import append_records
from jobs.registry import CHALLENGER, CHAMPION, Registry
from jobs.train import train_candidate
from jobs.training_data import training_data
from jobs.verify import NothingServed, verify
from models.domain.tables import POPULATION_SUMS, POSTERIOR_UPDATES
from models.policy.bundle import load_policy, load_population, read_current
from tests.builders.history import AS_OF, fill_lake
from tests.conftest import settings_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from jobs.materialize import apply

    settings = settings_at(tmp_path_factory.mktemp("policy"))
    fill_lake(settings)
    apply(settings)
    return settings


@pytest.fixture(scope="module")
def trained(place: Settings) -> dict[str, Any]:
    return train_candidate(place, AS_OF)


@pytest.fixture(scope="module")
def evaluated(place: Settings, trained: dict[str, Any]) -> dict[str, Any]:
    return evaluate(place, AS_OF, place.state / "landing")


@pytest.fixture(scope="module")
def rebuilt(place: Settings, evaluated: dict[str, Any]) -> dict[str, Any]:
    return rebuild(place, AS_OF)


@pytest.fixture(scope="module")
def promoted(place: Settings, rebuilt: dict[str, Any]) -> dict[str, Any]:
    """Promote with evidence that passes: whether so small a history passes is not the point."""
    version = read_candidate(place).policy_version
    held = read_evidence(version, place)
    good = replace(held.difference, value=0.03, se_row=0.01, se_athlete=0.01)
    write_evidence(replace(held, difference=good, leak=False), version, place)
    return promote(place, AS_OF)


def test_without_a_training_there_is_nothing_to_judge(settings: Settings) -> None:
    with pytest.raises(NoCandidate):
        promote(settings, AS_OF)


def test_training_publishes_two_bundles_and_registers_the_challenger(
    place: Settings, trained: dict[str, Any]
) -> None:
    candidate = read_candidate(place)

    for version in (candidate.policy_version, candidate.frozen_version):
        assert load_policy(place.published, version).version == version
    assert Registry(place).holder(CHALLENGER) == candidate.policy_version
    assert trained["rows"] > 400
    assert 0.5 < trained["auc"] < 1.0
    assert read_current(place.published) is None


def test_training_again_gives_the_same_version(place: Settings, trained: dict[str, Any]) -> None:
    again = train_candidate(place, AS_OF)

    assert again["policy_version"] == trained["policy_version"]
    assert again["rows_hash"] == trained["rows_hash"]
    assert again["model_version"] == trained["model_version"]


def test_training_sees_nothing_decided_after_its_time(place: Settings) -> None:
    early = training_data(place, datetime(2026, 8, 20, tzinfo=UTC))

    assert max(row.decided_at for row in early.records) <= datetime(2026, 8, 20, tzinfo=UTC)


def test_evaluation_has_values_intervals_and_evidence(
    place: Settings, evaluated: dict[str, Any]
) -> None:
    ope = evaluated["ope"]

    for who in ("challenger", "champion", "uniform"):
        for name in ("ips", "snips", "dr"):
            one = ope[who][name]
            assert one["low"] < one["value"] < one["high"]
    assert ope["delta"]["rows"] > 100
    assert evaluated["oracle_auc"] is None
    evidence = read_evidence(read_candidate(place).policy_version, place)
    assert evidence.difference.value == ope["delta"]["value"]
    assert evidence.generated


def test_evaluation_shows_the_oracle_where_there_is_one(
    place: Settings, evaluated: dict[str, Any], tmp_path: Path
) -> None:
    import gzip

    rows = training_data(place, AS_OF).records
    (tmp_path / "truth").mkdir()
    with gzip.open(tmp_path / "truth" / "decisions.jsonl.gz", "wt") as file:
        for row in rows:
            known = {"decision_id": row.decision_id, "success_probability": float(row.success or 0)}
            file.write(json.dumps(known) + "\n")

    assert evaluate(place, AS_OF, tmp_path)["oracle_auc"] == 1.0


def test_rebuild_publishes_before_anything_names_the_candidate(
    place: Settings, rebuilt: dict[str, Any]
) -> None:
    candidate, facts = read_candidate(place), rebuilt["candidate"]

    assert facts["population_version"] == candidate.population_version
    population = load_population(place.published, candidate.population_version)
    assert population.learner == candidate.learner
    rows = learner_rows(place, candidate.learner)
    assert len(rows) == facts["rows"]
    states = read_states(place, candidate.learner, sorted({row.user_id for row in rows}))
    assert len(states) == facts["states_published"] > 10
    (run,) = (one for one in runs(validations(place)) if one.name.startswith("rebuild-"))
    assert [(one["table"], one["result"]["success"]) for one in results(run)] == [
        (POPULATION_SUMS.path, True),
        (POSTERIOR_UPDATES.path, True),
    ]
    assert {one.version for one in states.values()} == {1}


def test_promotion_moves_current_and_alias_and_writes_the_report(
    place: Settings, promoted: dict[str, Any]
) -> None:
    candidate, current = read_candidate(place), read_current(place.published)

    assert promoted["accepted"]
    assert promoted["bootstrap"]
    assert promoted["verdict"] == "weak"
    assert current is not None
    assert (current.policy_version, current.population_version, current.learner) == (
        candidate.policy_version,
        candidate.population_version,
        candidate.learner,
    )
    assert Registry(place).holder(CHAMPION) == candidate.policy_version
    report = json.loads((place.published / "policy-report.json").read_text())
    assert {one["name"] for one in report["criteria"]} >= {"half-width", "Delta", "poison"}


def test_batch_equals_what_stands(place: Settings, promoted: dict[str, Any]) -> None:
    facts = verify(place)

    assert facts["posterior_max_abs_diff"] == 0
    assert facts["state_max_abs_diff"] <= 1e-9
    assert facts["states"] > 10
    assert facts["equal"]


def test_rebuilding_a_champion_keeps_its_rows_and_states(
    place: Settings, promoted: dict[str, Any]
) -> None:
    before = read_current(place.published)
    assert before is not None
    rows = len(learner_rows(place, before.learner))

    facts = rebuild(place, datetime(2026, 9, 12, 3, tzinfo=UTC))

    after = read_current(place.published)
    assert after is not None
    assert after.policy_version == before.policy_version
    assert after.population_version == facts["champion"]["population_version"]
    assert after.population_version != before.population_version
    assert len(learner_rows(place, before.learner)) == rows
    assert promote(place, AS_OF)["population_version"] == after.population_version


def test_a_lost_row_is_found(place: Settings, promoted: dict[str, Any]) -> None:
    learner = read_candidate(place).learner
    applied = next(row for row in learner_rows(place, learner) if row.sign == 1)
    append_records([replace(applied, event_id="twice")], POSTERIOR_UPDATES, place)

    facts = verify(place)

    assert facts["posterior_max_abs_diff"] > 0
    assert not facts["equal"]


def test_rows_that_break_their_contract_stop_the_rebuild_and_what_is_served_stays(
    place: Settings, promoted: dict[str, Any]
) -> None:
    before = read_current(place.published)
    assert before is not None
    twice = next(row for row in learner_rows(place, before.learner) if row.sign == 1)
    append_records([twice, replace(twice, event_id="far", sign=2)], POSTERIOR_UPDATES, place)

    with pytest.raises(SuiteFailed) as failed:
        rebuild(place, datetime(2026, 9, 13, 3, tzinfo=UTC))

    assert {(one.table, one.column) for one in failed.value.failures} == {
        (POSTERIOR_UPDATES.path, "event_id, event_seq, learner"),
        (POSTERIOR_UPDATES.path, "sign"),
    }
    assert read_current(place.published) == before


def test_nothing_to_verify_before_a_promotion(settings: Settings) -> None:
    with pytest.raises(NothingServed):
        verify(settings)


def test_an_unevaluated_candidate_is_not_promoted(
    settings: Settings, place: Settings, trained: dict[str, Any]
) -> None:
    write_candidate(replace(read_candidate(place), evaluated=False), settings)

    with pytest.raises(NotReady, match=r"jobs\.evaluate"):
        promote(settings, AS_OF)
