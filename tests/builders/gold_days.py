"""gold.daily_features of any number of athletes, every catalogued feature drawn, without a JVM."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from infra.settings import Settings
from jobs.tables import location
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY

MISSING = 0.15
LAST = date(2026, 9, 30)


def athlete(number: int) -> str:
    return f"athlete-{number:05d}"


def gold_days(athletes: int, days: int, seed: int = 7) -> Any:
    """Return rows of the days up to LAST as a pyarrow table; every tenth athlete lacks the last.

    Values lie within their feature's range; one of seven is missing.
    """
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    cells = [(n, LAST - timedelta(days=back)) for n in range(athletes) for back in range(days)]
    cells = [(n, day) for n, day in cells if day < LAST or n % 10]
    morning = [datetime(day.year, day.month, day.day, 5, n % 60, tzinfo=UTC) for n, day in cells]
    columns = {
        "user_id": pa.array([athlete(n) for n, _ in cells]),
        "day": pa.array([day for _, day in cells], pa.date32()),
        "event_ts": pa.array(morning, pa.timestamp("us", "UTC")),
        "imported": pa.array([False] * len(cells)),
        "month": pa.array([f"{day:%Y-%m}" for _, day in cells]),
    }
    for feature in DAILY:
        drawn = rng.uniform(feature.low, feature.high, len(cells))
        columns[feature.name] = pa.array(drawn, mask=rng.random(len(cells)) < MISSING)
    return pa.table(columns)


def write_gold_days(settings: Settings, athletes: int, days: int) -> None:
    """Write them as the lake does, a partition a month."""
    from deltalake import write_deltalake

    rows = gold_days(athletes, days)
    write_deltalake(location(DAILY_FEATURES, settings), rows, partition_by=["month"])
