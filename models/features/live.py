"""Last night's body from the samples of a phone or ring, before any file or job has seen them.

Everything follows from the *set* of samples, so order, doubles and replays change nothing. Days,
primary source and band are those that gold.daily_features has of the same samples; where a file
tells of that night too, gold's first source may be another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import log
from statistics import fmean

from models.domain.events import WearableSample
from models.features.band import HR_FLOOR, LN_FLOOR, NIGHTS, z_score
from models.features.catalogue import DAILY
from models.features.metrics import LIVE, MORNING_ENDS_H, NAP_FROM_H, NIGHT_ENDS_H, NIGHT_H
from models.safety.readiness import FRESH_H

HELD = timedelta(hours=18)
"""A sample that ended so long before the newest one tells of another night."""
MOST = 500
"""Samples that are held of one athlete."""
GAP = timedelta(hours=12)
"""So much older than the daily row a live value may be and still fill its gap: it was ready
before the night's samples were sent."""
STALE = timedelta(hours=FRESH_H)

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class _Band:
    """The z-score that goes with a metric: its name, its smallest SD, on which scale."""

    feature: str
    floor: float
    by_log: bool


BANDS = {
    "hrv_rmssd_ms": _Band("hrv_rmssd_z_28d", LN_FLOOR, by_log=True),
    "hrv_sdnn_ms": _Band("hrv_sdnn_z_28d", LN_FLOOR, by_log=True),
    "resting_hr_bpm": _Band("resting_hr_z_28d", HR_FLOOR, by_log=False),
}
SLEEP = "sleep_duration_h"
METRICS = (*BANDS, SLEEP, "lowest_hr_night_bpm")
"""Metrics that are a daily feature of the same name."""
FEATURES = (*METRICS, *(band.feature for band in BANDS.values()))
PREFIX = "live_"
"""The online store's names: one service has one column of a name."""
_LIMITS = {f.name: (f.low, f.high) for f in DAILY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One sample as the live row remembers it."""

    event_id: str
    metric: str
    value: float
    start_ts: datetime
    end_ts: datetime
    source: str


def taken(sample: WearableSample) -> Taken:
    """Return what is remembered of a sample."""
    return Taken(
        event_id=sample.event_id,
        metric=sample.metric,
        value=sample.value,
        start_ts=sample.start_ts,
        end_ts=sample.end_ts,
        source=sample.source,
    )


def remembered(held: Iterable[Taken], new: Iterable[Taken]) -> tuple[Taken, ...]:
    """Return the samples of the newest night and the day around it, each once, oldest first."""
    known = {one.event_id: one for one in (*held, *new)}
    ordered = sorted(known.values(), key=lambda one: (one.end_ts, one.event_id))
    return tuple(one for one in ordered if ordered[-1].end_ts - one.end_ts < HELD)[-MOST:]


def row_time(samples: Sequence[Taken]) -> datetime:
    """Return a live row's event time: the newest end; of two rows of one end, more is later.

    Redis keeps what it holds against a row of the same time.
    """
    return samples[-1].end_ts + timedelta(microseconds=len(samples))


def live_row(samples: Sequence[Taken], past: Mapping[date, Values], zone: tzinfo) -> Values:
    """Return every live feature; what was not measured is missing.

    `past` are the athlete's rows of gold.daily_features by their day.
    """
    row: dict[str, float | None] = dict.fromkeys(FEATURES)
    for metric in METRICS:
        values = _values(metric, samples, zone)
        if not values:
            continue
        day = max(values)
        row[metric] = values[day]
        if metric in BANDS:
            row[BANDS[metric].feature] = _z(metric, values[day], day, past)
    return row


def _values(metric: str, samples: Sequence[Taken], zone: tzinfo) -> dict[date, float]:
    """Return a metric's values by day; of two samples of one source and time the greater counts."""
    own = sorted((one for one in samples if one.metric == metric), key=lambda one: one.value)
    days: dict[date, list[Taken]] = defaultdict(list)
    for one in _apart(own) if metric == SLEEP else {_key(one): one for one in own}.values():
        days[day_of(one, zone)].append(one)
    values = {day: _value(metric, found) for day, found in days.items()}
    # an afternoon's nap belongs to a night that is still to come
    return {day: value for day, value in values.items() if value is not None}


def day_of(sample: Taken, zone: tzinfo) -> date:
    """Return the day whose night or morning a sample belongs to, on the athlete's own clock."""
    ends = MORNING_ENDS_H if LIVE[sample.metric].moment == "morning" else NIGHT_ENDS_H
    day = _day_ending(ends, sample.end_ts, zone)
    if sample.metric == SLEEP:
        return max(day, _day_ending(NAP_FROM_H, sample.start_ts, zone))
    return day


def _day_ending(hour: int, instant: datetime, zone: tzinfo) -> date:
    wall = instant.astimezone(zone).replace(tzinfo=None)
    return (wall + timedelta(hours=24 - hour)).date()


def _key(sample: Taken) -> tuple[datetime, datetime, str]:
    return sample.start_ts, sample.end_ts, sample.source


def _value(metric: str, of_a_day: Sequence[Taken]) -> float | None:
    """Return the day's value of its primary source."""
    if metric == SLEEP:
        return _asleep(of_a_day)
    sizes = Counter(one.source for one in of_a_day)
    primary = max(sizes, key=lambda source: (sizes[source], source))
    low, high = _LIMITS[metric]
    mean = fmean(one.value for one in of_a_day if one.source == primary)
    return min(max(mean, low), high)


def _asleep(of_a_day: Sequence[Taken]) -> float | None:
    """Return the hours of a night and its naps, by the source that saw most of what can be one."""
    hours: dict[str, float] = defaultdict(float)
    for one in of_a_day:
        hours[one.source] += one.value
    nights = [total for total in hours.values() if NIGHT_H[0] <= total <= NIGHT_H[1]]
    return max(nights, default=None)


def _apart(samples: Sequence[Taken]) -> list[Taken]:
    """Return sleeps of which none overlaps another of its source: the later one counts."""
    apart: dict[str, list[Taken]] = defaultdict(list)
    for one in sorted(samples, key=lambda one: (one.end_ts, one.start_ts, one.event_id)):
        held = apart[one.source]
        while held and one.start_ts < held[-1].end_ts:
            held.pop()
        held.append(one)
    return [one for held in apart.values() for one in held]


def _z(metric: str, value: float, day: date, past: Mapping[date, Values]) -> float | None:
    band = BANDS[metric]
    nights = (past.get(day - timedelta(days=n), {}).get(metric) for n in range(1, NIGHTS + 1))
    known = [night for night in nights if night is not None]
    if band.by_log:
        return z_score(log(value), [log(night) for night in known], band.floor)
    return z_score(value, known, band.floor)


@dataclass(frozen=True, slots=True)
class Row:
    """Values, and the time they are from; None for a row that nobody has written."""

    values: Values
    at: datetime | None


def merged(daily: Row, live: Row) -> Row:
    """Return the daily row with the live values in their places, as of the newer of both.

    A measured value takes its z-score along: a value of one night is never read against the
    z-score of another.
    """
    seen = [metric for metric in METRICS if live.values.get(metric) is not None]
    if live.at is None or not seen:
        return daily
    age = timedelta.max if daily.at is None else live.at - daily.at
    if age <= -GAP:
        return daily
    values = dict(daily.values)
    if age > STALE:
        # without live values nobody would read these any more
        values |= dict.fromkeys(FEATURES)
    for metric in [m for m in seen if age > timedelta(0) or values.get(m) is None]:
        values |= {name: live.values.get(name) for name in _of(metric)}
        values["wearable_age_h"] = 0.0
    return Row(values, live.at if age > timedelta(0) else daily.at)


def _of(metric: str) -> tuple[str, ...]:
    return (metric, BANDS[metric].feature) if metric in BANDS else (metric,)
