"""Is the base world like people? Targets of facts.md 11 beside what a season gives.

A target's tolerance is stated with it. A row without one is shown and not asked for: the reason
stands in its note.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.season import Evening
from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]
FEWEST_DAYS, FEWEST_PAIRS = 10, 10


@dataclass(frozen=True, slots=True)
class Target:
    """One number of real people."""

    name: str
    value: float
    within: float | None
    """Largest accepted distance; None = shown only."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A target and what the world gives."""

    target: Target
    simulated: float

    @property
    def met(self) -> bool:
        """Return whether the distance is accepted; a row that is only shown always is."""
        limit = self.target.within
        return limit is None or abs(self.simulated - self.target.value) <= limit

    def line(self) -> str:
        """Return the row as people read it."""
        t, limit = self.target, self.target.within
        words = "shown only" if limit is None else f"+- {limit:g}"
        said = "" if self.met else "  MISSED"
        return f"{t.name:34} {t.value:9.2f} {self.simulated:9.2f}  {words}{said}  {t.note}".rstrip()


def moments(days: FloatArray) -> dict[str, float]:
    """Return mean, spreads, lag-one correlation and quantiles of people x days, NaN = missing.

    Within-person spread and lag-one correlation are medians over people (facts.md 11).
    """
    known = days[np.isfinite(days)]
    rows = [row for row in days if np.isfinite(row).sum() >= FEWEST_DAYS]
    low, middle, high = np.quantile(known, (0.05, 0.5, 0.95))
    return {
        "mean": float(known.mean()),
        "sd": float(known.std(ddof=1)),
        "between": float(np.std([np.nanmean(row) for row in rows], ddof=1)),
        "within": float(np.median([np.nanstd(row, ddof=1) for row in rows])),
        "lag1": float(np.median([v for row in rows if (v := _lag_one(row)) is not None])),
        "p5": float(low),
        "p50": float(middle),
        "p95": float(high),
        "missing": 1.0 - len(known) / days.size,
    }


def _lag_one(row: FloatArray) -> float | None:
    first, second = row[:-1], row[1:]
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < FEWEST_PAIRS or np.ptp(first[both]) == 0 or np.ptp(second[both]) == 0:
        return None
    return float(np.corrcoef(first[both], second[both])[0, 1])


def columns(season: Sequence[Evening]) -> dict[str, FloatArray]:
    """Return what a season measured, people x days, by the names of the targets."""
    readings = [evening.morning.readings for evening in season]
    said = [evening.morning.checkin for evening in season]
    found = {
        "rmssd": np.stack([r.rmssd_ms for r in readings], axis=1),
        "resting_hr": np.stack([r.resting_hr for r in readings], axis=1),
        "asleep": np.stack([r.sleep_h for r in readings], axis=1),
        "efficiency": np.stack([r.efficiency for r in readings], axis=1),
        "steps": np.stack([r.steps for r in readings], axis=1),
        "breathing": np.stack([r.breaths for r in readings], axis=1),
    }
    for name in ("mood", "sleep_quality", "stress", "soreness"):
        spoken = [np.where(c.speaks, getattr(c, name), np.nan) for c in said]
        found[name] = np.stack(spoken, axis=1)
    return found | {"ln_rmssd": np.log(found["rmssd"])}


def adherence(squad: Squad, season: Sequence[Evening]) -> dict[str, float]:
    """Return how much of the plans is done, and how many people stop and fall out."""
    offered = np.stack([e.plan.offered.sum(axis=1) for e in season], axis=1)
    done = np.stack([e.said.completed.sum(axis=1) for e in season], axis=1)
    each = done.sum(axis=1) / np.maximum(offered.sum(axis=1), 1)
    here = np.stack([e.morning.latent.here for e in season], axis=1)
    spoken = np.stack([e.morning.checkin.speaks for e in season], axis=1)
    dark = (season[-1].morning.latent.day + 1) // 7
    return {
        "done": float(done.sum() / offered.sum()),
        "week_1": _share(done, offered, slice(0, 7)),
        "weeks_5_to_7": _share(done, offered, slice(28, 49)),
        "missed_p10": float(1 - np.quantile(each, 0.9)),
        "missed_p90": float(1 - np.quantile(each, 0.1)),
        "drop_out": float(1 - here[:, -1].mean()),
        "silent": float(1 - spoken.sum() / here.sum()),
        "whole_weeks": float(squad.unworn[:, :dark].mean()),
        "no_watch": float(1 - squad.watch.mean()),
    }


def _share(done: npt.NDArray[np.int64], offered: npt.NDArray[np.int64], days: slice) -> float:
    return float(done[:, days].sum() / offered[:, days].sum())


def weekday_steps(season: Sequence[Evening]) -> FloatArray:
    """Return the mean steps of Monday to Sunday, each over the mean of all."""
    sums, counts = np.zeros(7), np.zeros(7)
    for evening in season:
        steps = evening.morning.readings.steps
        yesterday = (evening.morning.weekday - 1) % 7
        sums[yesterday] += np.nansum(steps)
        counts[yesterday] += np.isfinite(steps).sum()
    means = sums / counts
    return np.asarray(means / means.mean())
