"""Local days from instants: the written offset, or better the sample's own time zone."""

from pyspark.sql import Column
from pyspark.sql import functions as F

NIGHT_SHIFT_H = 9
"""A night runs from 15:00 to 15:00: what ends by then belongs to the day it ends on."""


def offset_minutes(written: Column, zone: Column, at: Column) -> Column:
    """Return minutes east of UTC: by HKTimeZone where given, else the text's own `+0200`."""
    by_zone = (F.unix_timestamp(F.from_utc_timestamp(at, zone)) - F.unix_timestamp(at)) / 60
    sign = F.when(F.regexp_extract(written, r"([+-])\d{2}:?\d{2}$", 1) == "-", -1).otherwise(1)
    hours = F.regexp_extract(written, r"[+-](\d{2}):?\d{2}$", 1)
    minutes = F.regexp_extract(written, r"[+-]\d{2}:?(\d{2})$", 1)
    by_text = F.when(hours != "", sign * (hours.cast("int") * 60 + minutes.cast("int")))
    return F.coalesce(F.when(zone.isNotNull(), by_zone), by_text, F.lit(0)).cast("long")


def local(at: Column, offset: Column) -> Column:
    """Return the wall clock of an instant."""
    return F.timestamp_seconds(F.unix_timestamp(at) + offset * 60)


def local_day(at: Column, offset: Column) -> Column:
    """Return the local date of an instant."""
    return F.to_date(local(at, offset))


def night_day(end: Column, offset: Column) -> Column:
    """Return the day whose night an interval belongs to, by its end."""
    return F.to_date(
        F.timestamp_seconds(F.unix_timestamp(end) + (offset + NIGHT_SHIFT_H * 60) * 60)
    )


def month(at: Column) -> Column:
    """Return the partition of an instant."""
    return F.date_format(at, "yyyy-MM")


def imported_at(end: Column) -> Column:
    """Return when an imported value counts as available: two hours after its end (design.md)."""
    return end + F.expr("INTERVAL 2 HOURS")


def vendor_time(text: Column) -> Column:
    """Return the instant of a vendor's time, written as Apple or as ISO does."""
    joined = F.regexp_replace(text, r"^(\S+) (\S+) ([+-]\d{2}):?(\d{2})$", "$1T$2$3:$4")
    return F.try_to_timestamp(joined)
