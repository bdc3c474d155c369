"""Write the other vendors' formats: Oura v2 documents and a Hevy CSV."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from models.simulator.apple import Day

HEVY_HEADER = (
    *("title", "start_time", "end_time", "description", "exercise_title", "superset_id"),
    *("exercise_notes", "set_index", "set_type", "weight_kg", "reps", "distance_km"),
    *("duration_seconds", "rpe"),
)
LIFTS = (
    ("Squat (Barbell)", 60.0),
    ("Bench Press (Barbell)", 45.0),
    ("Bent Over Row (Barbell)", 45.0),
)


def oura_sleep(days: Sequence[Day]) -> bytes:
    """Return the `sleep` documents of the nights on which the ring was worn."""
    return _envelope([_sleep(day) for day in days if day.measured.rmssd_ms is not None])


def oura_readiness(days: Sequence[Day]) -> bytes:
    """Return the `daily_readiness` documents."""
    return _envelope([_readiness(day) for day in days if day.measured.readiness is not None])


def _envelope(documents: list[dict[str, Any]]) -> bytes:
    return json.dumps({"data": documents, "next_token": None}, indent=1).encode()


def _sleep(day: Day) -> dict[str, Any]:
    asleep = int(day.latent.sleep_h * 3600)
    wake = day.midnight + timedelta(hours=6, minutes=45)
    in_bed = int(asleep * 1.07)
    begin = wake - timedelta(seconds=in_bed)
    return {
        "id": f"sleep-{day.midnight.date().isoformat()}",
        "day": day.midnight.date().isoformat(),
        "bedtime_start": begin.isoformat(),
        "bedtime_end": wake.isoformat(),
        "type": "long_sleep",
        "period": 0,
        "low_battery_alert": False,
        "time_in_bed": in_bed,
        "total_sleep_duration": asleep,
        "deep_sleep_duration": int(asleep * 0.18),
        "rem_sleep_duration": int(asleep * 0.24),
        "light_sleep_duration": int(asleep * 0.58),
        "awake_time": in_bed - asleep,
        "efficiency": round(100 * asleep / in_bed),
        "average_hrv": round(day.measured.rmssd_ms or 0),
        "average_heart_rate": 58.5,
        "lowest_heart_rate": round((day.measured.resting_hr or 60) - 4),
    }


def _readiness(day: Day) -> dict[str, Any]:
    return {
        "id": f"readiness-{day.midnight.date().isoformat()}",
        "day": day.midnight.date().isoformat(),
        "score": day.measured.readiness,
        "temperature_deviation": round(0.1 * (day.latent.fatigue - 0.5), 2),
        "temperature_trend_deviation": None,
        "timestamp": (day.midnight + timedelta(hours=6, minutes=45)).isoformat(),
        "contributors": {"hrv_balance": day.measured.readiness},
    }


def hevy_csv(days: Sequence[Day], rng: np.random.Generator) -> bytes:
    """Return the log of the athlete's own lifting, three lifts a session."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEVY_HEADER)
    strong = float(rng.uniform(0.7, 1.6))
    for day in days:
        if day.latent.trained_min and rng.random() < 0.6:
            for row in _session(day, strong, rng):
                writer.writerow(row)
    return out.getvalue().encode()


def _session(day: Day, strong: float, rng: np.random.Generator) -> list[list[object]]:
    start = day.midnight - timedelta(hours=6)
    end = start + timedelta(minutes=day.latent.trained_min)
    times = [at.strftime("%-d %b %Y, %H:%M") for at in (start, end)]
    rows: list[list[object]] = []
    for name, base in LIFTS:
        for index in range(4):
            kind = "warmup" if index == 0 else "normal"
            weight = round(base * strong * (0.6 if index == 0 else 1.0) / 2.5) * 2.5
            reps = int(rng.integers(5, 11))
            rpe = "" if index == 0 else float(rng.integers(14, 19)) / 2
            fixed = ["Strength", *times, "", name, "", "", index, kind, weight, reps]
            rows.append([*fixed, "", "", rpe])
    return rows
