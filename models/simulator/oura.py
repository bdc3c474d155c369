"""Write Oura's API v2 documents: `sleep` and `daily_readiness`, each in the paging envelope."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from models.simulator.diary import Day
from models.simulator.truth import Traits

WOKE = timedelta(hours=6, minutes=15)
NAMES = uuid.UUID("6f757261-7632-4000-8000-000000000000")
"""Document ids are derived from the day: the same world has the same ids."""
DEEP, REM = 0.18, 0.24
USUAL_EFFICIENCY = 94.0


def oura_sleep(traits: Traits, days: Sequence[Day]) -> bytes:
    """Return the `sleep` documents of the nights on which the ring was worn."""
    return _envelope([_sleep(traits, day) for day in days if day.measured.rmssd_ms is not None])


def oura_readiness(traits: Traits, days: Sequence[Day]) -> bytes:
    """Return the `daily_readiness` documents."""
    return _envelope([_ready(traits, day) for day in days if day.measured.readiness is not None])


def _envelope(documents: list[dict[str, Any]]) -> bytes:
    return json.dumps({"data": documents, "next_token": None}, indent=1).encode()


def _base(traits: Traits, day: Day, kind: str) -> dict[str, Any]:
    name = f"{traits.profile.user_id}/{kind}/{day.midnight.date().isoformat()}"
    return {"id": str(uuid.uuid5(NAMES, name)), "day": day.midnight.date().isoformat()}


def _sleep(traits: Traits, day: Day) -> dict[str, Any]:
    asleep = int(day.slept_h * 3600) // 30 * 30
    in_bed = int(asleep / (day.measured.efficiency or USUAL_EFFICIENCY) * 100)
    deep, rem = int(asleep * DEEP), int(asleep * REM)
    return {
        **_base(traits, day, "sleep"),
        **_bedtime(day.midnight + WOKE, in_bed),
        "type": "long_sleep",
        "period": 0,
        "low_battery_alert": False,
        "total_sleep_duration": asleep,
        "deep_sleep_duration": deep,
        "rem_sleep_duration": rem,
        "light_sleep_duration": asleep - deep - rem,
        "awake_time": in_bed - asleep,
        "efficiency": round(100 * asleep / in_bed),
        "latency": (in_bed - asleep) // 3,
        "restless_periods": None,
        "average_breath": day.measured.breaths,
        "average_hrv": round(day.measured.rmssd_ms or 0),
        "average_heart_rate": round((day.measured.lowest_hr or 0) + 4.5, 1),
        "lowest_heart_rate": round(day.measured.lowest_hr or 0),
    }


def _bedtime(woke: datetime, in_bed: int) -> dict[str, Any]:
    return {
        "bedtime_start": (woke - timedelta(seconds=in_bed)).isoformat(),
        "bedtime_end": woke.isoformat(),
        "time_in_bed": in_bed,
    }


def _ready(traits: Traits, day: Day) -> dict[str, Any]:
    score = day.measured.readiness or 0
    return {
        **_base(traits, day, "readiness"),
        "timestamp": (day.midnight + WOKE).isoformat(),
        "score": score,
        "temperature_deviation": day.measured.temperature,
        "temperature_trend_deviation": None,
        "contributors": {
            "hrv_balance": score,
            "resting_heart_rate": min(score + 3, 100),
            "previous_night": min(round(100 * (day.measured.sleep_h or 0) / 8), 100),
            "recovery_index": None,
        },
    }
