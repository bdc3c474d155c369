"""All features of a season: none is dead, none sees the future, all keep their ranges and reach."""

from typing import Any

import pytest

from models.features.catalogue import DAILY
from tests.builders.frames import at, utc
from tests.builders.season import DAYS, LAST, MOVED, TABLES, TO

pytestmark = pytest.mark.spark
Seasons = dict[str, dict[int, Any]]
NAMES = [feature.name for feature in DAILY]
OWN_NIGHT = {"observations", "sleep_sessions"}
"""Tables whose facts of a day stand in that day's own row."""


def known(row: Any) -> dict[str, Any]:
    """Return everything of a row but whose it is."""
    return {name: row[name] for name in ("event_ts", "imported", *NAMES)}


def differing(one: Any, other: Any) -> set[str]:
    a, b = known(one), known(other)
    return {name for name in a if a[name] != b[name]}


def test_every_feature_has_an_expression_and_every_expression_is_catalogued(spark: Any) -> None:
    from jobs.features.shared import Shared
    from jobs.gold import consequences, figures

    first, then = figures(Shared()), consequences()

    assert first.keys() & then.keys() == set()
    assert first.keys() | then.keys() == set(NAMES)


def test_no_feature_is_dead(seasons: Seasons) -> None:
    # no watch saw the lifting and the plans of the first: the second's TRIMP is whole
    rows = [row for name in ("rich", "runner") for row in seasons[name].values()]

    assert [name for name in NAMES if all(row[name] is None for row in rows)] == []


def test_nothing_of_a_usual_athlete_is_out_of_range(season_rows: Any) -> None:
    from jobs.gold import refused

    assert refused(season_rows.where("user_id = 'rich'")) == {}


@pytest.mark.parametrize("table", TABLES)
def test_what_is_moved_into_the_future_is_unknown_before(seasons: Seasons, table: str) -> None:
    first = TO if table in OWN_NIGHT else TO + 1
    for day in range(1, first):
        assert differing(seasons[f"moved {table}"][day], seasons[f"without {table}"][day]) == set()


@pytest.mark.parametrize("table", TABLES)
def test_what_was_taken_away_had_been_known_from_its_first_row_on(
    seasons: Seasons, table: str
) -> None:
    first = MOVED if table in OWN_NIGHT else MOVED + 1
    for day in range(1, first):
        assert differing(seasons[f"without {table}"][day], seasons["rich"][day]) == set()

    assert differing(seasons[f"without {table}"][first], seasons["rich"][first]) - {"event_ts"}


def test_what_was_available_later_makes_its_rows_later(seasons: Seasons) -> None:
    for day in range(MOVED + 1, TO):
        assert utc(seasons["late"][day].event_ts) >= at(TO)
        assert utc(seasons["rich"][day].event_ts) < at(day + 1)
        assert differing(seasons["late"][day], seasons["rich"][day]) == {"event_ts"}


def test_no_feature_looks_further_back_than_the_bound(seasons: Seasons) -> None:
    # `cut` is `long` without what is older than 180 days before the last row
    assert differing(seasons["cut"][LAST], seasons["long"][LAST]) == set()


def test_an_athlete_who_stopped_is_forgotten(seasons: Seasons) -> None:
    last = seasons["rich"][LAST]

    assert LAST - DAYS > 90
    assert last.load_7d_sum is None
    assert last.days_since_workout is None
    assert last.has_rmssd == last.has_load == last.plans_28d == 0.0
