"""The operational definition: three signs over two weeks, each needed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.features.catalogue import DAILY
from models.safety.incidents import FEATURES, Morning, causes, overtrained, overtraining_id

FIRST = date(2026, 6, 1)
AT = datetime(2026, 6, 30, 6, tzinfo=UTC)
TIRED = {
    "completion_share_14d": 0.5,
    "hrv_rmssd_below_band_7d": 5.0,
    "mood_7d_mean": 2.5,
    "soreness_7d_mean": 2.0,
}


def mornings(days: int = 30, tired_from: int = 14, **values: float | None) -> list[Morning]:
    """Return days of which those from `tired_from` on have all the signs, some of them changed."""
    fresh = {"completion_share_14d": 0.75, "hrv_rmssd_below_band_7d": 0.0, "mood_7d_mean": 4.0}
    return [_morning(n, fresh if n < tired_from else TIRED | values) for n in range(days)]


def _morning(number: int, values: dict[str, float | None]) -> Morning:
    day = FIRST + timedelta(days=number)
    return Morning(day, datetime(day.year, day.month, day.day, 6, tzinfo=UTC), values)


def days(found: list[Morning]) -> list[int]:
    return [(one.day - FIRST).days for one in overtrained(found)]


def test_two_weeks_of_all_signs_are_an_incident_on_the_first_such_day() -> None:
    assert days(mornings()) == [21]


@pytest.mark.parametrize(
    "missing",
    [
        {"completion_share_14d": 0.56},
        {"completion_share_14d": None},
        {"hrv_rmssd_below_band_7d": 4.0},
        {"hrv_rmssd_below_band_7d": None},
        {"mood_7d_mean": 2.6},
        {"mood_7d_mean": None},
    ],
)
def test_each_sign_is_needed(missing: dict[str, float | None]) -> None:
    assert days(mornings(**missing)) == []


@pytest.mark.parametrize(
    "instead",
    [
        {"mood_7d_mean": 4.0, "soreness_7d_mean": 3.5},
        {"hrv_rmssd_below_band_7d": None, "hrv_sdnn_below_band_7d": 5.0},
    ],
)
def test_soreness_may_stand_for_mood_and_sdnn_for_rmssd(instead: dict[str, float | None]) -> None:
    assert days(mornings(**instead)) == [21]


def test_a_week_is_not_enough() -> None:
    assert days(mornings(days=21)) == []


def test_the_next_four_weeks_belong_to_the_same_incident() -> None:
    falling = [_morning(n, TIRED | {"completion_share_14d": 1.0 - 0.015 * n}) for n in range(75)]

    assert days(falling) == [14, 42, 70]


def test_the_features_are_the_catalogues() -> None:
    assert set(FEATURES) <= {feature.name for feature in DAILY}


def test_only_plans_of_the_fortnight_before_are_causes() -> None:
    plans = [
        (AT - timedelta(days=15), "refer"),
        (AT - timedelta(days=14), "session_spike"),
        (AT - timedelta(days=1), "injury"),
        (AT, "pain"),
    ]

    assert causes(AT, plans) == ("injury", "session_spike")


def test_an_incident_keeps_its_id() -> None:
    assert overtraining_id("u1", FIRST) == overtraining_id("u1", FIRST)
    assert overtraining_id("u1", FIRST) != overtraining_id("u2", FIRST)
