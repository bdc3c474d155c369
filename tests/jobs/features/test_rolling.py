from typing import Any

import pytest

from tests.builders.frames import MIDNIGHT, day_of

pytestmark = pytest.mark.spark
VALUES = {"a": [1.0, 2.0, 3.0, None, 5.0, 6.0, 7.0, 8.0, 9.0, None, 11.0], "b": [None, 7.0, None]}
Found = dict[tuple[str, int], Any]


@pytest.fixture(scope="module")
def found(spark: Any) -> Found:
    """Roll over v by athlete and day; what was reported early is 100 on day 4 of athlete a."""
    rows = [
        (user, day_of(day), value, 100.0 if (user, day) == ("a", 4) else None)
        for user, values in VALUES.items()
        for day, value in enumerate(values, 1)
    ]
    frame = spark.createDataFrame(rows, "user_id string, day date, v double, early_v double")
    collected = frame.select("user_id", "day", *rolled()).collect()
    return {(r.user_id, (r.day - MIDNIGHT.date()).days + 1): r for r in collected}


def rolled() -> list[Any]:
    from pyspark.sql import functions as F

    from jobs.features import rolling as r
    from jobs.features.shared import Shared

    v, shared = F.col("v"), Shared()
    shared.reported("v", 3)
    columns = {
        "to_today": r.mean(v, r.nights(3)),
        "all_three": r.mean(v, r.nights(3), least=3),
        "to_yesterday": r.mean(v, r.days(3)),
        "spread": r.spread(v, r.nights(3)),
        "total": r.total(v, r.days(2)),
        "largest": r.largest(v, r.days(2)),
        "reported": F.expr(shared.columns["v__reported_3"]),
        "bounded": r.bounded(v, 2.0, 8.0),
        "ratio": r.ratio(v, v - 5.0),
        "since_3": r.days_since(v == 3.0, most=3),
        "z": r.z_score(v, 0.5),
        "z_floor": r.z_score(v, 100.0),
    }
    return [column.alias(name) for name, column in columns.items()]


def test_nights_reach_today_and_days_only_yesterday(found: Found) -> None:
    assert found["a", 3].to_today == 2.0
    assert found["a", 3].to_yesterday == 1.5
    assert found["a", 1].to_yesterday is None


def test_a_gap_is_left_out_of_means_and_counts_against_the_minimum(found: Found) -> None:
    assert found["a", 5].to_today == 4.0
    assert found["a", 5].all_three is None
    assert found["a", 3].all_three == 2.0


def test_a_spread_is_of_a_sample_and_needs_three(found: Found) -> None:
    assert found["a", 3].spread == 1.0
    assert found["a", 5].spread is None


def test_totals_and_maxima_are_missing_only_where_nothing_is_known(found: Found) -> None:
    assert (found["a", 5].total, found["a", 5].largest) == (3.0, 3.0)
    assert (found["a", 1].total, found["a", 1].largest) == (None, None)


def test_windows_never_cross_athletes(found: Found) -> None:
    assert found["b", 1].to_today is None
    assert found["b", 2].to_today == 7.0
    assert found["b", 3].total == 7.0


def test_bounds_never_make_a_value_of_what_is_missing(found: Found) -> None:
    assert found["a", 1].bounded == 2.0
    assert found["a", 7].bounded == 7.0
    assert found["a", 9].bounded == 8.0
    assert found["a", 4].bounded is None


def test_a_ratio_to_nothing_is_missing(found: Found) -> None:
    assert found["a", 6].ratio == 6.0
    assert found["a", 5].ratio is None
    assert found["a", 4].ratio is None


def test_yesterdays_outcome_counts_as_far_as_it_was_reported(found: Found) -> None:
    # days 2 and 3 in full, day 4 as of the morning
    assert found["a", 5].reported == 2.0 + 3.0 + 100.0
    assert found["a", 6].reported == 3.0
    assert found["a", 2].reported is None


def test_days_since_end_where_the_window_does(found: Found) -> None:
    assert [found["a", day].since_3 for day in range(3, 8)] == [None, 1.0, 2.0, 3.0, None]


def test_a_z_score_stands_against_the_nights_before(found: Found) -> None:
    # of 1 2 3 5 6 7 8: mean 32 / 7, SD sqrt((188 - 32^2 / 7) / 6) = 2.636737
    assert found["a", 9].z == pytest.approx(1.679565, abs=1e-6)
    assert found["a", 9].z_floor == pytest.approx((9 - 32 / 7) / 100)


def test_a_z_score_needs_seven_nights_and_its_own(found: Found) -> None:
    assert found["a", 8].z is None
    assert found["a", 10].z is None
    assert found["a", 11].z is not None
