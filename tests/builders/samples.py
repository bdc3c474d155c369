"""Live samples of one athlete's phone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.domain.events import WearableSample
from models.features.metrics import LIVE

WOKE = datetime(2026, 10, 1, 6, tzinfo=UTC)


def sample(metric: str, value: float, **fields: Any) -> WearableSample:
    """Return a sample of the night that ended at six, sent ten minutes later."""
    end = fields.get("end_ts", WOKE)
    given: dict[str, Any] = {
        "event_id": f"{metric}-{value}-{end:%dT%H%M%S}-{fields.get('source', 'ring')}",
        "user_id": "u0",
        "metric": metric,
        "value": value,
        "unit": LIVE[metric].unit,
        "start_ts": end - timedelta(hours=7),
        "end_ts": end,
        "source": "ring",
        "recorded_at": end + timedelta(minutes=10),
    }
    return WearableSample(**given | fields)


def sent(metric: str, value: float, **fields: Any) -> dict[str, Any]:
    """Return a sample as a phone sends it."""
    plain = {"start_ts": "2026-09-30T23:00:00Z", "end_ts": "2026-10-01T06:00:00Z"}
    body = {"metric": metric, "value": value, "unit": LIVE[metric].unit, "source": "ring"}
    return {**body, **plain, **fields}
