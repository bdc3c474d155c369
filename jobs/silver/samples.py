"""Live samples of phones and rings, as the topic kept them: observations and nights.

They were known when they were taken in (`told_at`), not two hours after their end as a file's.
"""

from itertools import chain

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import night_day, offset_minutes, with_home
from jobs.silver.logs import latest, records
from jobs.silver.quarantine import quarantined
from jobs.silver.sleep import LONGEST_SLEEP_H
from jobs.tables import struct_of
from models.domain import topics
from models.domain.events import WearableSample
from models.features.metrics import BY_NAME

SLEEP = "sleep_duration_h"
"""A phone says a night as one number; it becomes a sleep session."""


def samples(events: DataFrame, people: DataFrame) -> DataFrame:
    """Return each live sample once, with its local offset; `problem` says why it is not kept.

    The door is wider where a value is a red flag (`metrics.LIVE`): it is acted on at once, and is
    no base for a baseline.
    """
    sent = latest(records(events, topics.WEARABLES, struct_of(WearableSample)), "event_id")
    ends = {"start_offset_min": F.col("start_ts"), "utc_offset_min": F.col("end_ts")}
    return with_home(sent, people).select(
        *("user_id", "event_id", "metric", "start_ts", "end_ts", "source", "value", "unit"),
        *(offset_minutes(at, F.col("home"), F.lit("")).alias(name) for name, at in ends.items()),
        F.lit(None).cast("string").alias("device"),
        F.col("recorded_at").alias("told_at"),
        _problem().alias("problem"),
        "record",
    )


def _problem() -> Column:
    limits = {SLEEP: (0.0, LONGEST_SLEEP_H), **{n: (m.low, m.high) for n, m in BY_NAME.items()}}
    pairs = {name: F.array(*(F.lit(float(end)) for end in ends)) for name, ends in limits.items()}
    table = F.create_map(*chain.from_iterable((F.lit(name), pair) for name, pair in pairs.items()))
    low, high = table[F.col("metric")][0], table[F.col("metric")][1]
    return F.when(low.isNull(), "unknown_metric").when(
        ~F.col("value").between(low, high), "out_of_range"
    )


def readings(samples: DataFrame) -> DataFrame:
    """Return the samples that are observations."""
    return samples.where("problem IS NULL").where(F.col("metric") != SLEEP)


def nights(samples: DataFrame) -> DataFrame:
    """Return the nights that were told; of two that overlap the later one counts.

    A phone sends a night again as it grows: the rule of `models.features.live`.
    """
    told = samples.where("problem IS NULL").where((F.col("metric") == SLEEP) & (F.col("value") > 0))
    order = Window.partitionBy("user_id", "source").orderBy("end_ts", "start_ts", "event_id")
    after = order.rowsBetween(1, Window.unboundedFollowing)
    rows = told.withColumn("next_start", F.min("start_ts").over(after))
    kept = rows.where(F.col("next_start").isNull() | (F.col("next_start") >= F.col("end_ts")))
    return kept.select(
        "user_id",
        night_day().alias("day"),
        *("source", "start_ts", "end_ts", "start_offset_min", "utc_offset_min", "told_at"),
        F.col("value").alias("asleep_h"),
    )


def refused(samples: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine; a sample has no file, its event is its key."""
    keyed = samples.select(
        "*",
        F.col("event_id").alias("file_sha256"),
        F.lit(0).alias("ordinal"),
        F.col("record").alias("raw"),
    )
    detail = F.concat_ws(" ", "metric", F.col("value").cast("string"))
    return quarantined(keyed, topics.WEARABLES.name, detail, as_of)
