"""What became of the plans: one row per offered activity, then one per (athlete, day).

An answer counts for 36 hours, as in `models.learning.mornings`. Beside it stands what had been said
by the next morning (`early_`): the next day's row can't wait for answers that day still brings.
"""

import json
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.sessions import health_weight
from models.catalogue.activities import Activity
from models.learning.closing import WINDOW

KEY = ["user_id", "day"]
OFFER = ["decision_id", "activity_id"]
SAID = ("completed", "motivation_before", "motivation_after", "difficulty_rating", "rpe")
EARLY = "early_"
RETIRED_RPE = 4.0
"""Effort of an activity that has left the catalogue."""
CARDIO, STRENGTHEN = 9, 8
"""Actions: what fits the first and not the second is aerobic (judgement)."""
SUCCESS_SHARE = 0.8
"""Plan success (statistics.md 5)."""
NEXT_MORNING = "INTERVAL 1 DAY 6 HOURS"
CLOSES = f"INTERVAL {int(WINDOW.total_seconds())} SECONDS"
KINDS = ("exercise", "meditation", "journaling")
INTENSITIES = ("Low", "Moderate", "High")
LEVELS = ("Low", "Moderate", "High")
SIDES = ("Anxiety", "Activity")
"""A segment reads "High Anxiety, Low Activity"."""
SATURDAY = 5


def offers(decisions: DataFrame, people: DataFrame, known: Mapping[str, Activity]) -> DataFrame:
    """Return one row per offered activity of every plan that stood."""
    zone, slug = F.coalesce("timezone", F.lit("UTC")), F.col("slot.catalogue_id")
    day = F.to_date(F.from_utc_timestamp("decided_at", zone))
    morning = F.to_utc_timestamp(day.cast("timestamp") + F.expr(NEXT_MORNING), zone)
    kind = _lookup({name: one.type for name, one in known.items()}, "string", slug)
    effort = _lookup({name: one.rpe for name, one in known.items()}, "double", slug)
    aerobic = _lookup({name: _aerobic(one) for name, one in known.items()}, "double", slug)
    plans = decisions.where("superseded_by IS NULL").join(
        F.broadcast(people.select("user_id", "timezone")), "user_id", "left"
    )
    dated = plans.select("*", day.alias("day"), morning.alias("next_morning"))
    return dated.select("*", F.explode("slate").alias("slot")).select(
        *("user_id", "decision_id", "day", "decided_at", "next_morning"),
        F.col("slot.activity_id").alias("activity_id"),
        F.col("slot.planned_minutes").cast("double").alias("minutes"),
        F.coalesce(kind, F.lit("exercise")).alias("kind"),
        F.coalesce(effort, F.lit(RETIRED_RPE)).alias("usual_rpe"),
        # of what has left the catalogue nothing says that it is not
        F.coalesce(aerobic, F.lit(1.0)).alias("aerobic"),
        slug.alias("slug"),
        F.col("slot.intensity").alias("intensity"),
        *("action", "segment"),
    )


def _aerobic(activity: Activity) -> float:
    """Return 1 or 0: whether its minutes count against the WHO's 150."""
    return float(CARDIO in activity.actions and STRENGTHEN not in activity.actions)


def _lookup(table: Mapping[str, str | float], value: str, key: Column) -> Column:
    # a literal of each key and value would be hundreds of calls into the JVM
    return F.from_json(F.lit(json.dumps(table)), f"map<string, {value}>")[key]


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
    minutes, times = F.col("minutes"), _done(EARLY) * _exercise()
    # a session's RPE is the athlete's own (Foster 1998); the catalogue's is for who said none
    effort = F.coalesce(F.col(f"{EARLY}rpe").cast("double"), "usual_rpe")
    trained = minutes * times
    load = effort * trained
    grouped = answered.groupBy(*KEY).agg(
        F.sum(minutes).alias("planned_min"),
        F.count("*").cast("double").alias("offered"),
        *(F.sum(told).alias(f"{name}_offered") for name, told in offer_kinds().items()),
        *(F.sum(minutes * told).alias(f"{name}_planned") for name, told in plan_kinds().items()),
        # load and minutes of training by the next morning: what is missing makes limits stricter
        F.sum(times).alias("plan_times"),
        F.sum(trained).alias("plan_min"),
        F.sum(load).alias("plan_load"),
        F.max(load).alias("plan_session"),
        F.sum(trained * F.col("aerobic") * health_weight(effort)).alias("plan_who"),
        F.max(effort * times).alias("plan_effort"),
        F.max_by("action", "decided_at").cast("double").alias("action"),
        F.collect_list("slug").alias("slugs"),
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


def _true(condition: Column) -> Column:
    """Return 1 where it holds, 0 where it does not or is not known."""
    return F.coalesce(condition.cast("double"), F.lit(0.0))


def _exercise() -> Column:
    return _true(F.col("kind") == "exercise")


def offer_kinds() -> dict[str, Column]:
    """Return 1 or 0 for each kind of offer that is counted."""
    kinds = {kind: _true(F.col("kind") == kind) for kind in KINDS}
    intensities = {
        f"{level.lower()}_intensity": _true(F.col("intensity") == level) for level in INTENSITIES
    }
    return {**kinds, "mind": 1 - _exercise(), **intensities}


def plan_kinds() -> dict[str, Column]:
    """Return 1 or 0 for each kind of plan whose minutes are counted: by its segment, by its day."""
    segments = {
        f"{level.lower()}_{side.lower()}": _true(F.col("segment").contains(f"{level} {side}"))
        for side in SIDES
        for level in LEVELS
    }
    weekend = _true(F.weekday("day") >= SATURDAY)
    return {**segments, "weekend": weekend, "weekday": 1 - weekend}


def _done(prefix: str) -> Column:
    return _true(F.col(f"{prefix}completed"))


def _outcomes(prefix: str) -> list[Column]:
    done, minutes = _done(prefix), F.col("minutes")
    before, after = F.col(f"{prefix}motivation_before"), F.col(f"{prefix}motivation_after")
    told = F.col(f"{prefix}said_at")
    waited = (F.unix_timestamp(told) - F.unix_timestamp("decided_at")) / 3600.0
    kinds, plans = offer_kinds(), plan_kinds()
    return [
        F.sum(minutes * done).alias(f"{prefix}done_min"),
        *(F.sum(is_it * done).alias(f"{prefix}{kind}_done") for kind, is_it in kinds.items()),
        *(F.sum(minutes * is_it * done).alias(f"{prefix}{p}_did") for p, is_it in plans.items()),
        *_summed(f"{prefix}gain", after - before),
        *_summed(f"{prefix}before", before),
        *_summed(f"{prefix}after", after),
        *_summed(f"{prefix}difficulty", F.col(f"{prefix}difficulty_rating")),
        *_summed(f"{prefix}waited", waited),
        F.max(F.coalesce(told, F.col("decided_at"))).alias(f"{prefix}planned_at"),
    ]


def _summed(name: str, value: Column) -> list[Column]:
    return [
        F.sum(value).cast("double").alias(f"{name}_sum"),
        F.count(value).cast("double").alias(f"{name}_n"),
    ]
