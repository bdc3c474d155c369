"""gold.daily_features as far as a live row looks back on it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from infra.settings import Settings
from jobs.tables import location
from models.domain.tables import DAILY_FEATURES
from models.features.live import BANDS


def write_nights(settings: Settings, known: Mapping[str, int], today: date) -> None:
    """Give each athlete so many nights up to yesterday, of 40 and 50 ms RMSSD in turn."""
    import pyarrow as pa
    from deltalake import write_deltalake

    rows = [
        _night(user, today - timedelta(days=ago), ago)
        for user, nights in known.items()
        for ago in range(1, nights + 1)
    ]
    numbers = [(name, pa.float64()) for name in BANDS]
    head = [("user_id", pa.string()), ("day", pa.date32()), ("month", pa.string())]
    table = pa.Table.from_pylist(rows, pa.schema([*head, *numbers]))
    write_deltalake(location(DAILY_FEATURES, settings), table, partition_by=["month"])


def _night(user: str, day: date, ago: int) -> dict[str, Any]:
    values = dict.fromkeys(BANDS) | {"hrv_rmssd_ms": 40.0 + 10 * (ago % 2)}
    return {"user_id": user, "day": day, "month": f"{day:%Y-%m}", **values}
