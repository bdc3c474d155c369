"""silver.daily_totals: additive metrics merged by time over overlapping sources.

A watch, a phone and an app count the same steps: their sum is too much (facts.md 12), and the
largest alone loses what it slept through. Here each moment of a day counts once, at the rate of
the first source that measured then: worn at the wrist, worn elsewhere, carried, anything else; of
equals the one with more that day. A source that tells a day as a whole and in parts (a ring by its
API and by the phone) counts by the larger of the two.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import local_day, month
from jobs.silver.observations import ADDITIVE

DAY = ("user_id", "metric", "day")
WORN_FIRST = (r"watch|fitbit|garmin|whoop|polar|amazfit|band", r"ring|oura", r"phone|pixel|galaxy")
"""Patterns over a record's source and device, the most trusted first (judgement)."""
FACTS = ("largest", "raw", "sources", "unit", "latest", "whole")
PLACES = 3
"""Sources that are kept apart; a fourth one of a day counts with the third."""
SHORTEST_S = 1.0
"""What a record without a length is taken to have lasted."""
WHOLE_DAY_S = 20 * 3600.0
"""A record of a whole day does not tell when; it competes with the merged rest as a whole."""
DECIMALS = 6
"""Rates are added and taken away again: what is left over is no step."""


def daily_totals(observations: DataFrame) -> DataFrame:
    """Return silver.daily_totals from silver.observations."""
    rows = observations.where(F.col("metric").isin(*ADDITIVE)).select(
        "user_id",
        "metric",
        local_day(F.col("end_ts"), F.col("utc_offset_min")).alias("day"),
        "source",
        "value",
        "unit",
        "available_at",
        _seconds("start_ts").alias("begin"),
        F.greatest(_seconds("end_ts"), _seconds("start_ts") + SHORTEST_S).alias("end"),
        _class().alias("class"),
    )
    # every step below is by athlete, metric and day: one shuffle for all of them
    return merged(with_place(rows.repartition(*DAY))).withColumn("month", month(F.col("day")))


def with_place(rows: DataFrame) -> DataFrame:
    """Add `place` (1 for the source of the day that counts first) and the facts of the day."""
    source, day = Window.partitionBy(*DAY, "source"), Window.partitionBy(*DAY)
    order = day.orderBy("best", F.desc("total"), "source")
    value, zero = F.col("value"), F.lit(0.0)
    totals = {
        # a day has one whole: of two figures of it the larger
        "figure": F.coalesce(F.max(F.when(_lasts_a_day(), value)).over(source), zero),
        "parts": F.sum(F.when(_lasts_a_day(), zero).otherwise(value)).over(source),
        "best": F.min("class").over(source),
    }
    known = rows.withColumns(totals).withColumn("total", F.greatest("figure", "parts"))
    each = F.sort_array(F.collect_set(F.struct("source", "total")).over(day))
    facts = {
        "place": F.least(F.dense_rank().over(order), F.lit(PLACES)),
        "sources": F.size(each),
        "largest": F.max("total").over(day),
        "raw": F.aggregate(each, zero, lambda held, one: held + one["total"]),
        "latest": F.max("available_at").over(day),
        "whole": F.max("figure").over(day),
    }
    return known.withColumns(facts)


def merged(rows: DataFrame) -> DataFrame:
    """Return the totals: between any two ends of records the first source counts alone."""
    rate = F.col("value") / (F.col("end") - F.col("begin"))
    counts = F.when(_lasts_a_day(), 0).otherwise(1)
    edges = F.array(
        F.struct(F.col("begin").alias("at"), counts.alias("sign")),
        F.struct(F.col("end").alias("at"), (-counts).alias("sign")),
    )
    changes = rows.select(*DAY, *FACTS, "place", rate.alias("rate"), F.inline(edges))
    moments = changes.groupBy(*DAY, "at").agg(*_changes(), *_firsts())
    running = Window.partitionBy(*DAY).orderBy("at")
    lasted = F.coalesce(F.lead("at").over(running) - F.col("at"), F.lit(0.0))
    counted = F.lit(0.0)
    for place in range(PLACES, 0, -1):
        there = F.sum(f"n{place}").over(running) > 0
        counted = F.when(there, F.sum(f"rate{place}").over(running)).otherwise(counted)
    total = F.round(F.sum("amount"), DECIMALS).alias("merged")
    days = moments.select(*DAY, *FACTS, (counted * lasted).alias("amount"))
    told = days.groupBy(*DAY).agg(total, *_firsts()).withColumnRenamed("latest", "available_at")
    return told.withColumn("merged", F.greatest("merged", "whole")).drop("whole")


def _lasts_a_day() -> Column:
    return F.col("end") - F.col("begin") >= WHOLE_DAY_S


def _firsts() -> list[Column]:
    """Return the facts of a day, which all of its rows hold."""
    return [F.first(name).alias(name) for name in FACTS]


def _changes() -> list[Column]:
    """Return how many records of each place begin or end at a moment, and by which rate."""
    found = []
    for place in range(1, PLACES + 1):
        mine = F.col("place") == place
        found += [
            F.sum(F.when(mine, F.col("sign")).otherwise(0)).alias(f"n{place}"),
            F.sum(F.when(mine, F.col("sign") * F.col("rate")).otherwise(0.0)).alias(f"rate{place}"),
        ]
    return found


def _class() -> Column:
    text = F.lower(F.concat_ws(" ", "source", "device"))
    found = F.lit(len(WORN_FIRST))
    for number, pattern in reversed(list(enumerate(WORN_FIRST))):
        found = F.when(text.rlike(pattern), F.lit(number)).otherwise(found)
    return found


def _seconds(name: str) -> Column:
    return F.unix_micros(name) / 1e6
