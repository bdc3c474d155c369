"""Baselines meet the same athletes and luck, and their table is that of the frozen worlds."""

import pytest

from models.experiments.definition import POPULARITY, RANDOM, RULES
from models.simulator import table
from models.simulator.baselines import (
    DOSE_ORACLE,
    ORACLE,
    POLICIES,
    START,
    Lived,
    play_all,
    scores,
)
from models.simulator.diary import Span
from models.simulator.fingerprint import frozen
from models.simulator.table import baselines, between, lines, summary, upper
from models.simulator.worlds import WORLDS

EVEN = (0.55,) * 12
PEOPLE = range(5)
STALE = (
    "models/simulator/baselines.json was played in other worlds than the frozen ones: "
    "run `python -m jobs.baselines` and commit it"
)


def played(policy: str, world: str = "base") -> list[Lived]:
    return play_all(policy, Span(seed=3, start=START, days=10, world=world), PEOPLE, EVEN)


@pytest.fixture(scope="module")
def lives() -> dict[str, list[Lived]]:
    return {policy: played(policy) for policy in POLICIES}


def test_nobody_is_better_than_the_oracle(lives: dict[str, list[Lived]]) -> None:
    assert all(regret == 0.0 for one in lives[ORACLE] for regret in one.regrets)
    for policy in (RANDOM, POPULARITY, RULES, DOSE_ORACLE):
        regrets = [regret for one in lives[policy] for regret in one.regrets]
        assert all(regret >= 0.0 for regret in regrets)
        assert sum(regrets) > 0.0


def test_every_policy_meets_the_same_people(lives: dict[str, list[Lived]]) -> None:
    for policy in POLICIES:
        for one, other in zip(lives[policy], lives[RULES], strict=True):
            assert one.planned_dose == other.planned_dose > 0
            assert 0 <= one.completed <= one.offered
            assert len(one.wins) == len(one.chances)
    assert lives[RULES] == played(RULES)


def test_popularity_goes_by_what_is_done() -> None:
    learned = scores(played(RANDOM))

    assert len(set(learned)) > 2
    assert all(0.0 < one < 1.0 for one in learned)
    assert scores([]) == EVEN


def test_without_incidents_the_limit_is_that_of_the_athletes() -> None:
    assert upper(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper(3, 300) > upper(0, 300)
    assert upper(5, 5) == 1.0
    assert between(0, 20)[0] == 0.0
    assert between(20, 20)[1] == 1.0


def test_a_summary_compares_with_the_rules(lives: dict[str, list[Lived]]) -> None:
    seeds = {policy: [lived[:3], lived[2:]] for policy, lived in lives.items()}
    found = summary(seeds[DOSE_ORACLE], seeds[RULES])
    same = summary(seeds[RULES], seeds[RULES])

    assert same["over_rules"] == [0.0, 0.0, 0.0]
    assert same["minutes_to_rules"] == same["load_to_rules"] == 1.0
    assert found["load_to_rules"] != 1.0
    for name in ("dose", "over_rules", "completion", "drop_out", "regret"):
        value, low, high = found[name]
        assert low <= value <= high


def test_the_committed_table_is_that_of_the_frozen_worlds() -> None:
    kept = baselines()

    assert {name: found["hashes"] for name, found in kept["worlds"].items()} == frozen(), STALE
    assert all(set(found["policies"]) == set(POLICIES) for found in kept["worlds"].values())


def test_the_table_shows_every_world_and_policy() -> None:
    shown = lines()

    for world in WORLDS:
        assert sum(line.startswith(f"| {world} |") for line in shown) == len(POLICIES) + 1
    columns = shown[0].count("|")
    assert all(line.count("|") == columns for line in shown[: 2 + len(WORLDS) * len(POLICIES)])


def test_another_catalogue_is_said_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "catalogue_hash", lambda: "another")

    assert any("which has changed since" in line for line in lines())


def test_in_the_null_world_no_policy_gets_more_done() -> None:
    kept = baselines()["worlds"]["null"]["policies"]
    rules = kept[RULES]["completion"][0]

    assert all(abs(found["completion"][0] / rules - 1) <= 0.01 for found in kept.values())
