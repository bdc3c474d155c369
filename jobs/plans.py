"""What became of the plans: one row per offered activity, then one per (athlete, day).

An answer counts for 36 hours, as in `models.learning.mornings`. Beside it stands what had been said
by the next morning (`early_`): the next day's row can't wait for answers that day still brings.
"""

from collections.abc import Mapping
from itertools import chain

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from models.catalogue.activities import Activity
from models.learning.closing import WINDOW

KEY = ["user_id", "day"]
OFFER = ["decision_id", "activity_id"]
SAID = ("completed", "motivation_before", "motivation_after")
EARLY = "early_"
RETIRED_RPE = 4.0
"""Effort of an activity that has left the catalogue."""
SUCCESS_SHARE = 0.8
"""Plan success (statistics.md 5)."""
NEXT_MORNING = "INTERVAL 1 DAY 6 HOURS"
CLOSES = f"INTERVAL {int(WINDOW.total_seconds())} SECONDS"


def offers(decisions: DataFrame, people: DataFrame, known: Mapping[str, Activity]) -> DataFrame:
    """Return one row per offered activity of every plan that stood."""
    zone, slug = F.coalesce("timezone", F.lit("UTC")), F.col("slot.catalogue_id")
    day = F.to_date(F.from_utc_timestamp("decided_at", zone))
    morning = F.to_utc_timestamp(day.cast("timestamp") + F.expr(NEXT_MORNING), zone)
    kind = _lookup({name: activity.type for name, activity in known.items()}, slug)
    effort = _lookup({name: float(activity.rpe) for name, activity in known.items()}, slug)
    plans = decisions.where("superseded_by IS NULL").join(
        F.broadcast(people.select("user_id", "timezone")), "user_id", "left"
    )
    dated = plans.select("*", day.alias("day"), morning.alias("next_morning"))
    return dated.select("*", F.explode("slate").alias("slot")).select(
        *("user_id", "decision_id", "day", "decided_at", "next_morning"),
        F.col("slot.activity_id").alias("activity_id"),
        F.col("slot.planned_minutes").cast("double").alias("minutes"),
        (F.coalesce(kind, F.lit("exercise")) == "exercise").alias("exercise"),
        F.coalesce(effort, F.lit(RETIRED_RPE)).alias("rpe"),
    )


def _lookup(table: dict[str, str] | dict[str, float], key: Column) -> Column:
    return F.create_map(*map(F.lit, chain.from_iterable(table.items())))[key]


def answered(offers: DataFrame, feedback: DataFrame) -> DataFrame:
    """Return the offers with the last word about each, by the close and by the next morning."""
    times = offers.select(*OFFER, "decided_at", "next_morning")
    said = feedback.where("kind = 'activity'").select(*OFFER, *SAID, "recorded_at", "event_id")
    rows = said.join(times, OFFER)
    rows = rows.where(F.col("recorded_at") <= F.col("decided_at") + F.expr(CLOSES))
    early = F.col("recorded_at") <= F.col("next_morning")
    order = F.struct("recorded_at", "event_id")
    last = rows.groupBy(*OFFER).agg(
        *(F.max_by(name, order).alias(name) for name in SAID),
        *(F.max_by(name, F.when(early, order)).alias(EARLY + name) for name in SAID),
        F.max("recorded_at").alias("said_at"),
        F.max(F.when(early, F.col("recorded_at"))).alias(EARLY + "said_at"),
    )
    return offers.join(last, OFFER, "left")


def planned(answered: DataFrame) -> DataFrame:
    """Return what was planned and done on each day."""
    exercise, minutes = F.col("exercise").cast("double"), F.col("minutes")
    done = _done(EARLY)
    load = F.col("rpe") * minutes * done * exercise
    grouped = answered.groupBy(*KEY).agg(
        F.sum(minutes).alias("planned_min"),
        F.sum(exercise).alias("exercise_offered"),
        F.sum(1 - exercise).alias("mind_offered"),
        # load and minutes of training by the next morning: what is missing makes limits stricter
        F.sum(minutes * done * exercise).alias("plan_min"),
        F.sum(load).alias("plan_load"),
        F.max(load).alias("plan_session"),
        *_outcomes(""),
        *_outcomes(EARLY),
    )
    success = {
        f"{prefix}plan_success": (
            F.col(f"{prefix}done_min") >= SUCCESS_SHARE * F.col("planned_min")
        ).cast("double")
        for prefix in ("", EARLY)
    }
    return grouped.withColumns(success)


def _done(prefix: str) -> Column:
    return F.coalesce(F.col(f"{prefix}completed"), F.lit(False)).cast("double")  # noqa: FBT003 - a value


def _outcomes(prefix: str) -> list[Column]:
    done, exercise = _done(prefix), F.col("exercise").cast("double")
    gain = F.col(f"{prefix}motivation_after") - F.col(f"{prefix}motivation_before")
    told = F.coalesce(F.col(f"{prefix}said_at"), F.col("decided_at"))
    return [
        F.sum(F.col("minutes") * done).alias(f"{prefix}done_min"),
        F.sum(exercise * done).alias(f"{prefix}exercise_done"),
        F.sum((1 - exercise) * done).alias(f"{prefix}mind_done"),
        F.sum(gain).cast("double").alias(f"{prefix}gain_sum"),
        F.count(gain).cast("double").alias(f"{prefix}gain_n"),
        F.max(told).alias(f"{prefix}planned_at"),
    ]
