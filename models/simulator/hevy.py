"""Write a Hevy CSV of the athlete's own lifting: local times without an offset, one row a set."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from models.simulator.diary import Day
from models.simulator.latent import STRENGTH

HEADER = (
    *("title", "start_time", "end_time", "description", "exercise_title", "superset_id"),
    *("exercise_notes", "set_index", "set_type", "weight_kg", "reps", "distance_km"),
    *("duration_seconds", "rpe"),
)
LIFTS = (
    ("Squat (Barbell)", 60.0),
    ("Bench Press (Barbell)", 45.0),
    ("Bent Over Row (Barbell)", 45.0),
    ("Romanian Deadlift (Barbell)", 65.0),
)
SETS = 4
"""One warm-up and three working sets: 30 % warm-ups as in a real log (facts.md 11)."""
GAIN_PER_DAY = 0.0015
STARTED = timedelta(hours=-6)


def hevy_csv(days: Sequence[Day], rng: np.random.Generator) -> bytes:
    """Return the log; training of a day is noted in the next day's state."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    strong = float(rng.uniform(0.7, 1.6))
    for day in days:
        if day.sport == STRENGTH:
            writer.writerows(_session(day, strong * (1 + GAIN_PER_DAY * day.number), rng))
    return out.getvalue().encode()


def _session(day: Day, strong: float, rng: np.random.Generator) -> Iterator[list[object]]:
    start = day.midnight + STARTED
    times = [_text(start), _text(start + timedelta(minutes=day.trained_min))]
    chosen = rng.permutation(len(LIFTS))[:3]
    for name, base in (LIFTS[i] for i in sorted(chosen)):
        for index in range(SETS):
            warm = index == 0
            weight = round(base * strong * (0.6 if warm else 1.0) / 2.5) * 2.5
            reps, rpe = int(rng.integers(5, 11)), float(rng.integers(14, 19)) / 2
            kind = "warmup" if warm else "normal"
            fixed = ["Full Body", *times, "", name, "", "", index, kind, weight, reps]
            yield [*fixed, "", "", "" if warm else rpe]


def _text(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M}"
