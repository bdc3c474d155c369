"""The ledger of incidents, and what an overtraining incident is here.

Overtraining is a diagnosis of exclusion and no single marker shows it (ECSS/ACSM 2013, facts.md 7),
so this is an operational proxy, not a diagnosis. An athlete has an *overtraining incident* on the
first day on which, over two weeks, all three hold:

1. performance drop: completed share of the plans of 14 days at least .20 below that of the 14 days
   before;
2. low HRV: the week's mean of ln HRV below the own band on at least 10 of 14 days, RMSSD where it
   is known, else SDNN, never both;
3. mood or soreness: mean mood of both weeks at most 2.5, or mean soreness of both at least 3.5.

A sign that was not measured does not hold, and the next 28 days belong to the same incident. The
numbers are judgement. There is no field in which an athlete reports overtraining themselves. An
incident is *attributable* when a plan of the 14 days before it went against a hard rule.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

TODAY, WEEK, FORTNIGHT, SAME = (
    timedelta(0),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=28),
)
DROP = 0.20
LOW_DAYS = 10
LOW_MOOD, SORE = 2.5, 3.5
LEDGER = uuid.UUID("6d6f0a52-5a0e-4d0f-9a3e-6a8a0f6c1c11")
"""Name space of the ids of incidents that nobody reported."""
HRV = ("hrv_rmssd_below_band_7d", "hrv_sdnn_below_band_7d")
FEATURES = (*HRV, "completion_share_14d", "mood_7d_mean", "soreness_7d_mean")
Body = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Morning:
    """One row of daily features: what the days before this one say."""

    day: date
    known_at: datetime
    values: Body


def overtrained(mornings: Iterable[Morning]) -> Iterator[Morning]:
    """Yield the first morning of each overtraining incident of one athlete."""
    by_day = {one.day: one for one in mornings}
    last: date | None = None
    for day in sorted(by_day):
        if (last is None or day - last >= SAME) and _signs(by_day, day):
            last = day
            yield by_day[day]


def _signs(by_day: Mapping[date, Morning], day: date) -> bool:
    now, week, fortnight = (_values(by_day, day - back) for back in (TODAY, WEEK, FORTNIGHT))
    return _dropped(now, fortnight) and _low(now, week) and _strained(now, week)


def _values(by_day: Mapping[date, Morning], day: date) -> Body:
    return by_day[day].values if day in by_day else {}


def _dropped(now: Body, before: Body) -> bool:
    share, earlier = now.get("completion_share_14d"), before.get("completion_share_14d")
    return share is not None and earlier is not None and earlier - share >= DROP


def _low(now: Body, week: Body) -> bool:
    for name in HRV:
        this, last = now.get(name), week.get(name)
        if this is not None and last is not None:
            return this + last >= LOW_DAYS
    return False


def _strained(now: Body, week: Body) -> bool:
    mood = [one.get("mood_7d_mean") for one in (now, week)]
    sore = [one.get("soreness_7d_mean") for one in (now, week)]
    return all(v is not None and v <= LOW_MOOD for v in mood) or all(
        v is not None and v >= SORE for v in sore
    )


def overtraining_id(user_id: str, day: date) -> str:
    """Return the id of an incident: building the ledger again writes the same row."""
    return str(uuid.uuid5(LEDGER, f"{user_id} {day.isoformat()}"))


def causes(at: datetime, violations: Sequence[tuple[datetime, str]]) -> tuple[str, ...]:
    """Return the hard rules that plans of the 14 days before a time went against, ascending."""
    return tuple(sorted({rule for when, rule in violations if at - FORTNIGHT <= when < at}))
