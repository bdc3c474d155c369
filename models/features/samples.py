"""Which live samples count: each is judged alone, by the API and again by the stream."""

import math
from datetime import UTC, datetime, timedelta

from models.domain.events import WearableSample
from models.features.metrics import LIVE

AHEAD = timedelta(minutes=5)
"""A sample may end at most so long after it was sent (design.md, Clock)."""
OLDEST = timedelta(days=30)
"""What is older comes as a file."""


class Unfit(ValueError):
    """A sample that does not count: the field at fault, a reason code and words."""

    def __init__(self, field: str, reason: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field, self.reason, self.detail = field, reason, detail


def instant(field: str, text: str) -> datetime:
    """Return the time that a field says, in UTC; raises Unfit for one that says no instant."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unfit(field, "not_a_time", f"{text!r} is not an RFC 3339 time") from error
    raise Unfit(field, "no_zone", f"{text!r} has no time zone; end it with Z or +02:00")


def check(sample: WearableSample, as_of: datetime) -> None:
    """Raise Unfit for a sample that can't be true, or not at this time."""
    _check_value(sample)
    _check_times(sample, as_of)


def _check_value(sample: WearableSample) -> None:
    metric = LIVE.get(sample.metric)
    if metric is None:
        known = ", ".join(sorted(LIVE))
        raise Unfit("metric", "unknown_metric", f"{sample.metric!r} is none of {known}")
    if sample.unit != metric.unit:
        told = f"{metric.name} comes in {metric.unit!r}, not {sample.unit!r}"
        raise Unfit("unit", "wrong_unit", told)
    if not math.isfinite(sample.value):
        raise Unfit("value", "not_a_number", f"{sample.value} is not a finite number")
    if not metric.low <= sample.value <= metric.high:
        limits = f"{metric.low:g} to {metric.high:g} {metric.unit}"
        raise Unfit("value", "out_of_range", f"{sample.value:g} is not within {limits}")


def _check_times(sample: WearableSample, as_of: datetime) -> None:
    if sample.end_ts < sample.start_ts:
        raise Unfit("end_ts", "end_before_start", "the sample ends before it starts")
    if sample.end_ts - as_of > AHEAD:
        raise Unfit("end_ts", "in_the_future", f"{sample.end_ts:%Y-%m-%d %H:%M}Z is yet to come")
    if as_of - sample.start_ts > OLDEST:
        told = f"{sample.start_ts:%Y-%m-%d} is more than {OLDEST.days} days ago: import a file"
        raise Unfit("start_ts", "too_old", told)
