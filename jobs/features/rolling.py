"""Rolling figures over the dense grid of (athlete, day): one row a day, no gaps.

Nights and mornings count up to the row's own day D, everything else up to D - 1.
"""

from pyspark.sql import Column, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from models.features.band import LEAST, NIGHTS, Z_LIMIT

ORDER = "PARTITION BY user_id ORDER BY day"
"""ORDERED, in SQL."""
ORDERED = Window.partitionBy("user_id").orderBy("day")


def nights(n: int) -> WindowSpec:
    """Return the window of the n nights up to and including the one that ended on D."""
    return ORDERED.rowsBetween(-(n - 1), 0)


def days(n: int) -> WindowSpec:
    """Return the window of the n days up to D - 1."""
    return ORDERED.rowsBetween(-n, -1)


def days_before(n: int) -> WindowSpec:
    """Return the n days up to D - 1 without D - 1 itself, whose plan is still being answered."""
    return ORDERED.rowsBetween(-n, -2)


def mean(column: Column, window: WindowSpec, *, least: int = 1) -> Column:
    """Return the mean of the known values; missing with fewer than `least`."""
    return F.when(F.count(column).over(window) >= least, F.avg(column).over(window))


def spread(column: Column, window: WindowSpec, *, least: int = 3) -> Column:
    """Return the sample SD of the known values; missing with fewer than `least`."""
    return F.when(F.count(column).over(window) >= least, F.stddev_samp(column).over(window))


def total(column: Column, window: WindowSpec) -> Column:
    """Return the sum of the known values; missing where none is known."""
    return F.sum(column).over(window)


def largest(column: Column, window: WindowSpec) -> Column:
    """Return the largest known value."""
    return F.max(column).over(window)


def z_score(value: Column, floor: float) -> Column:
    """Return D's value against the athlete's own 28 nights before it; 7 of them are needed.

    `floor` is the smallest SD: identical nights must not make the next one an outlier.
    """
    band = days(NIGHTS)
    sd = F.greatest(F.stddev_samp(value).over(band), F.lit(floor))
    return z_of(value, F.count(value).over(band), F.avg(value).over(band), sd)


def z_of(value: Column, known: Column, mean: Column, sd: Column) -> Column:
    """Return a z-score within +-6; missing where fewer than 7 days of the band are known."""
    return F.when(known >= LEAST, bounded((value - mean) / sd, -Z_LIMIT, Z_LIMIT))


def bounded(value: Column, low: float, high: float) -> Column:
    """Return the value kept inside [low, high]; missing and NaN are missing.

    Spark's least() and greatest() skip nulls: they would make a bound of what was never measured.
    Its NaN is larger than everything.
    """
    inside = F.when(F.isnan(value), None)
    return inside.when(value < low, F.lit(low)).when(value > high, F.lit(high)).otherwise(value)


def days_since(happened: Column, most: int = 90) -> Column:
    """Return the days from the last D' < D on which it happened; missing beyond `most`."""
    last = F.max(F.when(happened, F.col("day"))).over(days(most))
    return F.datediff("day", last).cast("double")


def ratio(part: Column, whole: Column) -> Column:
    """Return part / whole; missing where the whole is missing or 0."""
    return part / F.nullif(whole, F.lit(0.0))


def centile(ordered: Column, share: float) -> Column:
    """Return a quantile of an ascending array, linear between neighbours; missing of none.

    Spark's own percentile takes no sliding window.
    """
    place = (F.size(ordered) - 1) * share + 1
    low = F.try_element_at(ordered, F.floor(place).cast("int"))
    high = F.try_element_at(ordered, F.ceil(place).cast("int"))
    return F.when(F.size(ordered) > 0, low + (high - low) * (place - F.floor(place)))
