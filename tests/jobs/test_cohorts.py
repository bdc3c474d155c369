"""Cohort baselines of a small lake: one release a period, and a ledger that survives."""

import dataclasses
from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.cohorts import cohorts, ledger_of, people
from jobs.records import append_records, read_records, version_of
from models.domain.cohorts import CohortStat
from models.domain.tables import COHORT_STATS, TABLES
from models.privacy.ledger import PERIOD, YEAR_BUDGET
from tests.builders.small_lake import FIRST, noon, write_days, write_people

AS_OF = noon(FIRST) + timedelta(days=30)
ATHLETES = 400


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write a lake whose athletes all want to lose weight."""
    from tests.conftest import settings_at

    settings = settings_at(tmp_path_factory.mktemp("cohorts"))
    write_people(settings, ATHLETES, goals=("fat_loss",))
    write_days(settings, ATHLETES, days=3)
    return settings


@pytest.fixture
def fresh(lake: Settings, tmp_path: Any) -> Settings:
    """Return the lake without what another test released."""
    from shutil import copytree

    copytree(lake.lake, tmp_path / "lake")
    return lake.model_copy(update={"lake": str(tmp_path / "lake")})


def rows(settings: Settings) -> list[CohortStat]:
    return read_records(COHORT_STATS, CohortStat, settings)


def test_an_athlete_gives_one_row_the_newest_that_was_known(lake: Settings) -> None:
    last = people(lake, AS_OF)
    first = people(lake, noon(FIRST))

    assert len(last) == len(first) == ATHLETES
    assert people(lake, noon(FIRST) - timedelta(hours=1)) == []
    assert [p.values["sleep_7d_mean_h"] for p in last] != [
        p.values["sleep_7d_mean_h"] for p in first
    ]


def test_a_release_says_what_it_may_and_what_it_cost(fresh: Settings) -> None:
    facts = cohorts(fresh, AS_OF)
    found = {(row.cohort, row.feature): row for row in rows(fresh)}

    assert (facts["status"], facts["epsilon_spent"], facts["epsilon_left"]) == ("released", 1, 2)
    assert facts["released"] + sum(facts["suppressed"].values()) == facts["cohorts"] == 25
    assert found["everyone", "athletes"].value == pytest.approx(ATHLETES, abs=100)
    sleep = found["everyone", "sleep_7d_mean_h"]
    assert sleep.noise is not None
    assert sleep.value == pytest.approx(7.0, abs=3 * sleep.noise)
    # nobody is in it: hidden, and no number stands in its rows
    empty = [row for row in rows(fresh) if row.cohort == "muscle, High Activity"]
    assert {(row.value, row.noise) for row in empty} == {(None, None)}
    assert all(row.suppressed for row in empty)


def test_asking_again_returns_what_was_released_and_spends_nothing(fresh: Settings) -> None:
    first = cohorts(fresh, AS_OF)
    again = cohorts(fresh, AS_OF + timedelta(days=7))

    assert again == first | {"status": "standing"}
    assert version_of(COHORT_STATS, fresh) == 0


def test_the_next_period_has_a_release_of_its_own(fresh: Settings) -> None:
    cohorts(fresh, AS_OF)
    later = cohorts(fresh, AS_OF + PERIOD)

    assert (later["status"], later["epsilon_spent"]) == ("released", 2)
    assert len({row.release for row in rows(fresh)}) == 2


def test_a_spent_budget_releases_nothing_and_says_why(fresh: Settings) -> None:
    cohorts(fresh, AS_OF)
    dear = [dataclasses.replace(row, epsilon=YEAR_BUDGET) for row in rows(fresh)]
    late = [dataclasses.replace(row, as_of=AS_OF - PERIOD, release="before") for row in dear]
    append_records(late, COHORT_STATS, fresh)

    facts = cohorts(fresh, AS_OF + PERIOD)

    assert facts["status"] == "refused"
    assert "are spent within a year" in facts["reason"]
    assert len(ledger_of(rows(fresh)).entries) == 2


def test_no_table_of_the_lake_has_a_place_for_a_name() -> None:
    named = {"external_id", "name", "email", "phone", "address"}
    fields = {t.path: {f.name for f in dataclasses.fields(t.record)} for t in TABLES}

    # files and figures have names, people do not
    of_things = {"bronze/raw_files", "gold/experiment_results"}
    assert {path for path, own in fields.items() if own & named} == of_things
    assert not any(own & (named - {"name"}) for own in fields.values())


def test_the_time_of_a_release_is_the_one_that_was_given(fresh: Settings) -> None:
    cohorts(fresh, AS_OF)

    assert {row.as_of for row in rows(fresh)} == {AS_OF}
    assert isinstance(rows(fresh)[0].as_of, datetime)
