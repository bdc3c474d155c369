"""What a log says of weeks with and without lifting, and what the hard limit makes of it."""

from typing import Any

import pytest

from models.safety.limits import lifts_too_much

pytestmark = pytest.mark.spark
Seasons = dict[str, dict[int, Any]]
SESSION_KG = 10 * 5 * 100.0


def test_a_week_off_is_0_where_a_log_is_kept(seasons: Seasons) -> None:
    # days 36 to 42 are without lifting
    row = seasons["pauser"][43]

    assert (row.strength_sets_7d, row.strength_tonnage_7d, row.strength_hard_sets_7d) == (0, 0, 0)
    assert (row.sets_quads_7d, row.strength_muscles_10_sets_7d, row.strength_days_7d) == (0, 0, 0)
    assert (row.goal_share_7d, row.strength_tonnage_ratio) == (0.0, 0.0)
    assert row.strength_rpe_7d_mean is None
    # 11 sessions on days 15 to 35
    assert (row.strength_days_28d, row.strength_tonnage_28d) == (11.0, 11 * SESSION_KG)


def test_before_and_long_after_a_log_nothing_is_known_of_lifting(seasons: Seasons) -> None:
    rows = seasons["new lifter"]

    assert (rows[20].strength_sets_7d, rows[20].strength_tonnage_28d) == (None, None)
    # the last set was on day 60
    assert (rows[150].strength_sets_7d, rows[151].strength_sets_7d) == (0.0, None)


def test_a_week_off_is_no_smaller_week_to_compare_with(seasons: Seasons) -> None:
    rows = seasons["pauser"]

    # 2, 3 and 4 sessions since; in the three weeks before there were seven days with 4
    assert [rows[day].strength_tonnage_ratio for day in (46, 48, 50)] == [0.5, 0.75, 1.0]
    # the three weeks before hold the end of the week off and days 43 to 50
    assert rows[58].strength_tonnage_ratio == 1.0
    assert not any(lifts_too_much(row.asDict()) for row in rows.values())


def test_a_new_log_has_no_weeks_to_grow_from(seasons: Seasons) -> None:
    rows = seasons["new lifter"]

    # its first set is of day 20
    assert {rows[day].strength_tonnage_ratio for day in range(1, 49)} == {None}
    # days 42, 44, 46, 48; no week before had more than four
    assert rows[49].strength_tonnage_ratio == 1.0
    assert not any(lifts_too_much(row.asDict()) for row in rows.values())


def test_half_as_much_again_is_too_much(seasons: Seasons) -> None:
    rows = seasons["builder"]

    # three days' lifting a week; in the seventh week 15 sets instead of 10
    assert rows[43].strength_tonnage_ratio == pytest.approx(1.0)
    assert rows[50].strength_tonnage_ratio == pytest.approx(1.5)
    assert not lifts_too_much(rows[43].asDict())
    assert lifts_too_much(rows[50].asDict())
    # the last set is of day 47: nothing since, and then nothing to compare with
    assert [rows[day].strength_tonnage_ratio for day in (55, 75, 76)] == [0.0, 0.0, None]
