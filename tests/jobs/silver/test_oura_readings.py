from typing import Any

import pytest

from models.domain.tables import OURA
from tests.builders.frames import at, utc, vendor

pytestmark = pytest.mark.spark
NIGHT = {
    "kind": "sleep", "start_ts": at(1, 22), "type": "long_sleep", "day": "2026-08-02",
    "bedtime_end": "2026-08-02T07:10:00+00:00", "average_hrv": "41", "lowest_heart_rate": "48",
}  # fmt: skip
SCORE = {
    "kind": "daily_readiness", "start_ts": at(2), "timestamp": "2026-08-02T00:00:00+00:00",
    "day": "2026-08-02", "score": "83", "temperature_deviation": "-0.2",
}  # fmt: skip


def readings(spark: Any, *documents: dict[str, Any]) -> dict[str, Any]:
    from jobs.silver.oura import readings

    return {row.metric: row for row in readings(vendor(spark, OURA, *documents)).collect()}


def test_a_score_is_not_known_before_its_night_has_ended(spark: Any) -> None:
    found = readings(spark, NIGHT, SCORE)

    values = {name: row.value for name, row in found.items()}
    assert values == {
        "hrv_rmssd_ms": 41.0,
        "lowest_hr_night_bpm": 48.0,
        "oura_readiness_score": 83.0,
        "temperature_deviation_c": -0.2,
    }
    assert {utc(row.end_ts) for row in found.values()} == {at(2, 7 + 1 / 6)}


def test_without_a_night_the_score_counts_from_ten_o_clock(spark: Any) -> None:
    away = {**SCORE, "start_ts": at(1, 22), "timestamp": "2026-08-02T00:00:00+02:00"}
    found = readings(spark, away)

    assert utc(found["oura_readiness_score"].end_ts) == at(2, 8)
    assert found["oura_readiness_score"].utc_offset_min == 120


def test_naps_and_impossible_values_give_nothing(spark: Any) -> None:
    assert readings(spark, {**NIGHT, "type": "late_nap"}, {**SCORE, "score": "1000"}).keys() == {
        "temperature_deviation_c"
    }
