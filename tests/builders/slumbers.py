"""Sleep of a watch and a ring, as silver and gold read it."""

from typing import Any

from models.domain.tables import APPLE_HEALTH, OURA
from tests.builders.frames import at, no_samples, people, vendor

OURA_NIGHT = {
    "kind": "sleep", "start_ts": at(1, 23), "type": "long_sleep", "day": "2026-08-02",
    "bedtime_end": "2026-08-02T07:00:00+00:00", "total_sleep_duration": "25200",
    "time_in_bed": "28800",
}  # fmt: skip


def sessions(spark: Any, *records: dict[str, Any], zone: str = "UTC", live: Any = None) -> Any:
    """Return silver.sleep_sessions of records of Apple and of documents of Oura."""
    from jobs.silver import samples
    from jobs.silver.apple_sleep import apple_intervals, apple_nights
    from jobs.silver.sleep import oura_nights, oura_sleeps, sleep_sessions

    apple = [one for one in records if one["kind"].startswith("HK")]
    ring = [one for one in records if one not in apple]
    intervals = apple_intervals(vendor(spark, APPLE_HEALTH, *apple), people(spark, zone))
    oura = oura_nights(oura_sleeps(vendor(spark, OURA, *ring)))
    told = samples.nights(no_samples(spark) if live is None else live)
    return sleep_sessions(apple_nights(intervals), oura, told)


def nights(spark: Any, *records: dict[str, Any], **given: Any) -> list[Any]:
    """Return its rows by their start."""
    return list(sessions(spark, *records, **given).orderBy("start_ts", "source").collect())


def days(spark: Any, *records: dict[str, Any], **given: Any) -> list[Any]:
    """Return what gold reads of it."""
    from jobs.daily import slept

    return list(slept(sessions(spark, *records, **given)).orderBy("day").collect())
