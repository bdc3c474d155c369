"""Rows of silver.sleep_sessions: every sleep that some source told of."""

from dataclasses import dataclass
from datetime import date, datetime

from models.domain import ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class SleepSession:
    """One sleep, a night or a nap, dated by the local day whose night it belongs to."""

    user_id: str
    day: date
    start_ts: datetime
    end_ts: datetime
    available_at: datetime
    start_offset_min: int
    """Minutes east of UTC when it began; `utc_offset_min` is of its end."""
    utc_offset_min: int
    asleep_h: ranges.HoursOfDay
    in_bed_h: ranges.HoursOfDay | None
    deep_h: float | None
    rem_h: float | None
    light_h: float | None
    awake_h: float | None
    latency_min: float | None
    efficiency: ranges.Share | None
    hrv_rmssd_ms: float | None
    lowest_hr_bpm: float | None
    source: str
    is_primary: bool
    month: str
