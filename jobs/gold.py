"""gold.daily_features: the dense grid of days, and every catalogued feature over it.

Row (athlete, D) is what was known on the morning of D: nights that ended on D, days up to D - 1.
It is the same whenever it is computed, or its event_ts says that it is not the same.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs import daily, plans, sessions
from jobs.derived import derived
from jobs.features import (
    activity,
    adherence,
    calendar,
    cohort,
    families,
    goals,
    heart,
    history,
    hrv,
    load,
    quality,
    recovery,
    sleep,
    strength,
    wellbeing,
)
from jobs.features.rolling import ORDER, ORDERED
from jobs.features.shared import Shared
from models.catalogue.activities import activities
from models.features.catalogue import DAILY
from models.features.feature import Feature

LOOK_BACK = 180
"""Days before D that row D can depend on; a test takes away what is older."""
USED = f"OVER ({ORDER} ROWS {LOOK_BACK - 2} PRECEDING)"
"""The rows up to D that were first to use what D can depend on: they look back by two days."""
CONTEXT = timedelta(days=LOOK_BACK + 28)
"""A row looks back at days that looked back themselves: whether rest was seen (`derived`)."""
MORNING = "INTERVAL 6 HOURS"
PROFILE = ("goal", "experience", "days_per_week")
"""What the athlete may change: a row knows what had been said by its morning."""
BORN = ("sex", "birth_year")
HEAD = ("user_id", "day", "event_ts", "imported", "month")


def day_facts(silver: Mapping[str, DataFrame]) -> DataFrame:
    """Return one row per (athlete, day) on which anything was known."""
    offered = plans.offers(silver["decisions"], silver["athletes"], activities())
    return daily.merged(
        [
            daily.observed(silver["observations"]),
            daily.moved(silver["daily_totals"]),
            daily.slept(silver["sleep_sessions"]),
            sessions.trained(silver["workouts"]),
            sessions.lifted(silver["strength_sets"]),
            daily.said(silver["checkins"]),
            plans.planned(plans.answered(offered, silver["feedback"])),
        ]
    )


def grid(
    facts: DataFrame, people: DataFrame, as_of: datetime, since: date | None = None
) -> DataFrame:
    """Return every day from the athlete's first to their today, with its local morning in UTC.

    Each day of facts is followed by the empty days up to the next one (a join with a calendar would
    compute all facts twice, once for the first days alone), but by no more than look back at it.
    Facts before `since` are left out.
    """
    zone = F.coalesce("timezone", F.lit("UTC"))
    today = F.to_date(F.from_utc_timestamp(F.lit(as_of), zone))
    own = F.broadcast(people.select("user_id", "timezone", "profiles", *BORN))
    known = facts.join(own, "user_id", "left").where(F.col("day") <= today)
    if since:
        known = known.where(F.col("day") >= F.lit(since))
    following = F.coalesce(F.date_sub(F.lead("day").over(ORDERED), 1), today)
    last = F.least(following, F.date_add("day", CONTEXT.days))
    ends = known.select("*", last.alias("last"))
    stretches = ends.select("*", F.explode(F.sequence("day", "last")).alias("date"))
    midnight = F.to_utc_timestamp(F.col("date").cast("timestamp"), zone)
    morning = midnight + F.expr(MORNING)
    names = [name for name in facts.columns if name not in daily.KEY]
    dense = stretches.select(
        *("user_id", F.col("date").alias("day"), *BORN),
        midnight.alias("midnight"),
        morning.alias("morning"),
        _said_by(morning).alias("profile"),
        *(F.expr(f"CASE WHEN date = day THEN {name} END AS {name}") for name in names),
    )
    return dense.select("*", *(F.col(f"profile.{name}") for name in PROFILE))


def _said_by(morning: Column) -> Column:
    """Return the last profile that had been said by a morning; missing before the first."""
    known = F.filter("profiles", lambda profile: profile["updated_at"] <= morning)
    only = F.col("profiles")[0]
    # most people said one, and a lambda is not compiled
    one = F.when(only["updated_at"] <= morning, only)
    return F.when(F.size("profiles") == 1, one).otherwise(F.try_element_at(known, F.lit(-1)))


def figures(shared: Shared) -> dict[str, Column]:
    """Return the features that follow from the grid's facts and `shared` figures of them."""
    groups = (
        *(hrv.hrv(shared), heart.heart(shared), sleep.sleep(shared), activity.activity(shared)),
        *(load.load(shared), strength.strength(shared), recovery.recovery(shared)),
        *(history.history(shared), goals.goals(shared), adherence.adherence(shared)),
        *(wellbeing.wellbeing(shared), calendar.calendar(shared), quality.quality(shared)),
        families.families(shared),
    )
    return {name: column for group in groups for name, column in group.items()}


def consequences() -> dict[str, Column]:
    """Return the features that follow from other features and their days before."""
    groups = (
        *(hrv.below_band(), load.own_threshold(), history.regularity(), goals.progress()),
        *(strength.growth(), cohort.cohort()),
    )
    return {name: column for group in groups for name, column in group.items()}


def event_ts() -> str:
    """Return the largest available_at of what a row uses, and never before its own day."""
    return f"greatest(midnight, max(first_used_at) {USED}, release.as_of, profile.updated_at)"


def imported() -> str:
    """Return whether any of a row's facts came by file, and so two hours after its end."""
    return f"max(filed_at) {USED} IS NOT NULL"


def measured(
    silver: Mapping[str, DataFrame], as_of: datetime, since: date | None = None
) -> DataFrame:
    """Return every row as of a time, values out of their range among them.

    `silver` holds the silver frames by name, and gold's `cohort_stats` where it exists. With
    `since` the rows are whole from CONTEXT after it on.
    """
    shared = Shared()
    first, then = figures(shared), consequences()
    dense = grid(day_facts(silver), silver["athletes"], as_of, since)
    facts = derived(cohort.with_release(dense, silver.get("cohort_stats")))
    rolling = {"event_ts": event_ts(), "imported": imported(), **shared.columns}
    rolled = facts.selectExpr("*", *(f"{sql} AS {name}" for name, sql in rolling.items()))
    head = ("user_id", "day", "event_ts", "imported", "morning", "release", "goal")
    rows = rolled.withColumns(shared.curves).select(*head, *_named(first))
    month = F.date_format("day", "yyyy-MM")
    listed = rows.withColumns({"own_strains": load.own_strains(), "month": month})
    whole = listed.withColumns(then)
    doubles = (f"CAST({f.name} AS DOUBLE) AS {f.name}" for f in DAILY)
    return whole.selectExpr(*HEAD, *doubles).where(F.col("event_ts") <= F.lit(as_of))


def _named(columns: Mapping[str, Column]) -> list[Column]:
    return [column.alias(name) for name, column in columns.items()]


def kept(rows: DataFrame) -> DataFrame:
    """Return `measured` rows with what is out of its catalogued range as missing."""
    # one ride of a day and a night must not stop everybody's lake at the suite of ranges
    inside = (f"CASE WHEN NOT ({_outside(f)}) THEN {f.name} END AS {f.name}" for f in DAILY)
    return rows.selectExpr(*HEAD, *inside)


def refused(rows: DataFrame) -> dict[str, int]:
    """Return how many values of `measured` rows are out of range, by feature, zeros left out."""
    named = ", ".join(f"CASE WHEN {_outside(f)} THEN '{f.name}' END" for f in DAILY)
    found = rows.selectExpr(f"explode(array_compact(array({named}))) AS name")
    return {row["name"]: row["count"] for row in found.groupBy("name").count().collect()}


def _outside(f: Feature) -> str:
    """Say in SQL whether a known value is out of range; Spark's NaN is larger than everything.

    A Column would be made of four calls into the JVM, for each of hundreds of features.
    """
    return f"{f.name} < {float(f.low)}D OR {f.name} > {float(f.high)}D"


def daily_features(silver: Mapping[str, DataFrame], as_of: datetime) -> DataFrame:
    """Return gold.daily_features as of a time, in the catalogue's order."""
    return kept(measured(silver, as_of))
