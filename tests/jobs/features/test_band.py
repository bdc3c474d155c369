"""The stream's z-score is Spark's: one formula, written twice because one side has no Spark."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models.features.band import HR_FLOOR, LN_FLOOR, NIGHTS
from models.features.live import Taken, live_row
from tests.builders.frames import MIDNIGHT

pytestmark = pytest.mark.spark
DAYS = 60


def signal() -> list[float | None]:
    """Return two months with gaps, a flat stretch and two outliers."""
    rng = np.random.default_rng(7)
    values: list[float | None] = [float(v) for v in rng.lognormal(3.8, 0.3, DAYS)]
    values[30:45] = [50.0] * 15
    values[50], values[55] = 299.0, 1.0
    for gap in rng.choice(DAYS, 20, replace=False):
        values[int(gap)] = None
    return values


def test_the_live_z_scores_are_sparks(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.features.rolling import z_score

    values = signal()
    days = [MIDNIGHT.date() + timedelta(days=n) for n in range(DAYS)]
    rows = [("u", day, value) for day, value in zip(days, values, strict=True)]
    frame = spark.createDataFrame(rows, "user_id string, day date, v double")
    by_log, plain = z_score(F.log("v"), LN_FLOOR), z_score(F.col("v"), HR_FLOOR)
    batch = {r.day: r for r in frame.select("day", by_log.alias("l"), plain.alias("p")).collect()}

    past = {
        day: {"hrv_rmssd_ms": value, "resting_hr_bpm": value}
        for day, value in zip(days, values, strict=True)
    }
    compared = 0
    for n, day in enumerate(days):
        if values[n] is None:
            continue
        live = live_row(night(n, values[n]), past, MIDNIGHT.tzinfo)
        assert live["hrv_rmssd_z_28d"] == pytest.approx(batch[day].l, abs=1e-9)
        compared += live["hrv_rmssd_z_28d"] is not None
        if 25 <= values[n] <= 130:
            assert live["resting_hr_z_28d"] == pytest.approx(batch[day].p, abs=1e-9)
    assert compared > NIGHTS


def night(n: int, value: float) -> tuple[Taken, ...]:
    """Return one night's two samples, which end at five in the morning."""
    end = MIDNIGHT + timedelta(days=n, hours=5)
    return tuple(
        Taken(event_id=name, metric=name, value=value, start_ts=end, end_ts=end, source="ring")
        for name in ("hrv_rmssd_ms", "resting_hr_bpm")
    )
