"""Local days from instants: the sample's own zone, the athlete's, or the written offset."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from models.features.metrics import METRICS, MORNING_ENDS_H, NAP_FROM_H, NIGHT_ENDS_H

ISO_OFFSET = r"\d{2} ?([+-]\d{2}):?(\d{2})$"
OLD_APPLE = r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})([+-]\d{2})(\d{2})$"
"""iOS 8: `20140114084347-0800`."""

MORNING, NIGHTLY = (
    tuple(metric.name for metric in METRICS if metric.moment == moment)
    for moment in ("morning", "night")
)


def known_zone(zone: Column) -> Column:
    """Return a time zone's name where Spark knows it, else null: one bad name stops no job."""
    trial = F.try_to_timestamp(F.concat(F.lit("2000-01-01 00:00:00 "), zone))
    return F.when((F.trim(zone) != "") & trial.isNotNull(), zone)


def with_home(rows: DataFrame, people: DataFrame) -> DataFrame:
    """Add `home`: the zone an athlete named; null without one (UTC is the default, not an answer).

    `people` is silver.athletes.
    """
    home = F.when(F.col("timezone") != "UTC", F.col("timezone")).alias("home")
    return rows.join(F.broadcast(people.select("user_id", home)), "user_id", "left")


def offset_minutes(at: Column, zone: Column, written: Column) -> Column:
    """Return minutes east of UTC at an instant: by its zone, else by the text's own `+0200`.

    Apple writes the offset the phone had when it exported, so a zone is better (facts.md 12).
    """
    by_zone = (F.unix_timestamp(F.from_utc_timestamp(at, zone)) - F.unix_timestamp(at)) / 60
    hours = F.regexp_extract(written, ISO_OFFSET, 1)
    minutes = F.regexp_extract(written, ISO_OFFSET, 2).try_cast("int")
    sign = F.when(hours.startswith("-"), -1).otherwise(1)
    by_text = hours.try_cast("int") * 60 + sign * minutes
    return F.coalesce(by_zone, by_text, F.lit(0)).cast("long")


def local(at: Column, offset: Column) -> Column:
    """Return the wall clock of an instant."""
    return F.timestamp_seconds(F.unix_timestamp(at) + offset * 60)


def local_day(at: Column, offset: Column) -> Column:
    """Return the local date of an instant."""
    return F.to_date(local(at, offset))


def day_ending(hour: int, end: Column, offset: Column) -> Column:
    """Return the date whose stretch from `hour` to `hour` o'clock an interval ends in."""
    return F.to_date(local(end, offset + (24 - hour) * 60))


def night_day() -> Column:
    """Return the day whose row a sleep belongs to: the one its night ends on.

    What begins in the afternoon is no part of the morning's row, which would wait for it.
    """
    by_start = day_ending(NAP_FROM_H, F.col("start_ts"), F.col("start_offset_min"))
    return F.greatest(by_start, day_ending(NIGHT_ENDS_H, F.col("end_ts"), F.col("utc_offset_min")))


def metric_day() -> Column:
    """Return the day that a value belongs to: the one its night or morning ends on, or its own."""
    metric, when = F.col("metric"), (F.col("end_ts"), F.col("utc_offset_min"))
    return (
        F.when(metric.isin(*MORNING), day_ending(MORNING_ENDS_H, *when))
        .when(metric.isin(*NIGHTLY), day_ending(NIGHT_ENDS_H, *when))
        .otherwise(local_day(*when))
    )


def month(at: Column) -> Column:
    """Return the partition of an instant."""
    return F.date_format(at, "yyyy-MM")


def imported_at(end: Column) -> Column:
    """Return when an imported value counts as available: two hours after its end (design.md)."""
    return end + F.expr("INTERVAL 2 HOURS")


def known_at(end: Column, told: Column) -> Column:
    """Return when a value was known: when a live sample was taken in, else as imported."""
    return F.coalesce(told, imported_at(end))


def vendor_time(text: Column) -> Column:
    """Return the instant of a vendor's time, written as Apple or as ISO does; null for others."""
    modern = F.regexp_replace(text, r"^(\S+) (\S+) ([+-]\d{2}):?(\d{2})$", "$1T$2$3:$4")
    old = F.regexp_replace(text, OLD_APPLE, "$1-$2-$3T$4:$5:$6$7:$8")
    return F.try_to_timestamp(F.when(F.length(text) == 19, old).otherwise(modern))
