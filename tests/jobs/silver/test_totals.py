"""Amounts of overlapping sources: every moment counts once."""

from typing import Any

import pytest

from tests.builders.frames import at, frame, measured

pytestmark = pytest.mark.spark


def totals(spark: Any, *rows: dict[str, Any]) -> list[Any]:
    from jobs.silver.totals import daily_totals
    from models.domain.tables import OBSERVATIONS

    found = daily_totals(frame(spark, OBSERVATIONS, *rows))
    return list(found.orderBy("user_id", "day", "metric").collect())


def steps(source: str, begin: float, end: float, value: float, **given: Any) -> dict[str, Any]:
    """Return steps of day 1 between two hours."""
    usual = {"source": source, "start_ts": at(1, begin), "unit": "1"}
    return measured("steps", at(1, end), value, **{**usual, **given})


def test_watch_and_phone_count_each_moment_once(spark: Any) -> None:
    # the phone lies on the desk in the second hour, the watch charges in the fourth
    (found,) = totals(
        spark,
        steps("Watch", 8, 9, 1000.0),
        steps("Watch", 9, 10, 500.0),
        steps("iPhone", 8, 9, 900.0),
        steps("iPhone", 11, 12, 700.0),
    )

    assert (found.merged, found.largest, found.raw, found.sources) == (2200.0, 1600.0, 3100.0, 2)


def test_an_overlap_counts_by_its_share(spark: Any) -> None:
    (found,) = totals(spark, steps("Watch", 8, 9, 600.0), steps("iPhone", 8.5, 9.5, 400.0))

    assert found.merged == pytest.approx(600 + 200)


@pytest.mark.parametrize("watch", ["Alex' Apple Watch", "Alex\u2019s Apple\u00a0Watch"])
def test_the_wrist_comes_before_the_pocket_whatever_has_more(spark: Any, watch: str) -> None:
    (found,) = totals(spark, steps(watch, 8, 9, 100.0), steps("iPhone", 8, 9, 400.0))

    assert (found.merged, found.largest) == (100.0, 400.0)


def test_of_equal_kinds_the_one_with_more_that_day_comes_first(spark: Any) -> None:
    (found,) = totals(spark, steps("App A", 8, 9, 100.0), steps("App B", 8, 9, 400.0))

    assert found.merged == 400.0


def test_a_single_source_keeps_its_sum_overlaps_and_instants_too(spark: Any) -> None:
    (found,) = totals(
        spark,
        steps("Watch", 8, 9, 100.0),
        steps("Watch", 8.5, 9.5, 50.0),
        steps("Watch", 10, 10, 7.0),
    )

    assert (found.merged, found.largest, found.raw) == (157.0, 157.0, 157.0)


def test_days_metrics_and_athletes_stay_apart(spark: Any) -> None:
    energy = measured("active_energy_kcal", at(1, 9), 30.0, start_ts=at(1, 8), unit="kcal")
    late = steps("Watch", 23, 23.5, 10.0, utc_offset_min=120)
    other = steps("Watch", 8, 9, 5.0, user_id="u2")
    found = totals(spark, steps("Watch", 8, 9, 100.0), energy, late, other)

    assert [(r.user_id, r.day.day, r.metric, r.merged) for r in found] == [
        ("u1", 1, "active_energy_kcal", 30.0), ("u1", 1, "steps", 100.0), ("u1", 2, "steps", 10.0),
        ("u2", 1, "steps", 5.0),
    ]  # fmt: skip


def test_the_order_of_records_changes_nothing(spark: Any) -> None:
    rows = [
        steps(source, 6 + n / 4, 7 + n / 4, 10.0 + n)
        for n in range(8)
        for source in ("Watch", "iPhone", "App", "Other", "Fifth")
    ]

    assert totals(spark, *rows) == totals(spark, *rows[::-1])


def test_a_figure_of_a_whole_day_is_no_rate_between_a_watchs_walks(spark: Any) -> None:
    walks = (steps("Watch", 8, 9, 3000.0), steps("Watch", 18, 19, 3000.0))
    (found,) = totals(spark, *walks, steps("Oura", 0, 23.99, 5500.0))
    (more,) = totals(spark, *walks, steps("Oura", 0, 23.99, 7000.0))

    assert (found.merged, found.largest, found.raw, found.sources) == (6000.0, 6000.0, 11500.0, 2)
    assert more.merged == 7000.0


def test_a_source_that_tells_a_day_whole_and_in_parts_counts_once(spark: Any) -> None:
    parts = (steps("Oura", 8, 9, 150.0), steps("Oura", 18, 19, 150.0))
    whole = steps("Oura", 0, 23.9997, 320.0)
    told_again = steps("Oura", 0.01, 23.9997, 319.0)
    (found,) = totals(spark, *parts, whole, told_again)
    (fewer,) = totals(spark, *parts, whole | {"value": 280.0})
    (both,) = totals(spark, *parts, whole, steps("Watch", 8, 9, 200.0))

    assert (found.merged, found.largest, found.raw, found.sources) == (320.0, 320.0, 320.0, 1)
    assert (fewer.merged, fewer.largest, fewer.raw) == (300.0, 300.0, 300.0)
    # the watch's hour instead of the ring's, and the ring's evening
    assert (both.merged, both.largest, both.raw, both.sources) == (350.0, 320.0, 520.0, 2)
