"""gold.daily_features: the dense grid of days, and every catalogued feature over it.

Row (athlete, D) is what was known on the morning of D: nights that ended on D, days up to D - 1.
It is the same whenever it is computed, or its event_ts says that it is not the same.
"""

from datetime import date, datetime, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs import daily, plans
from jobs.features import behaviour, body, training
from jobs.features.rolling import ORDERED, bounded, days, days_before, nights
from models.catalogue.activities import activities
from models.features.catalogue import DAILY

NIGHT = ("nightly_at", "slept_at")
"""Times of facts that a day's own row uses."""
DAY = ("moved_at", "trained_at", "lifted_at", "said_at")
"""Times of facts that the next day's row is the first to use."""
WORN = ("nightly_at", "slept_at", "moved_at", "trained_at")
LOOK_BACK = 90
CONTEXT = timedelta(days=LOOK_BACK + 28)
"""A row looks back at days that looked back themselves: whether rest was seen (`prepared`)."""
MORNING = "INTERVAL 6 HOURS"


def day_facts(silver: dict[str, DataFrame]) -> DataFrame:
    """Return one row per (athlete, day) on which anything was known."""
    offered = plans.offers(silver["decisions"], silver["athletes"], activities())
    return daily.merged(
        [
            daily.nightly(silver["observations"]),
            daily.moved(silver["daily_totals"]),
            daily.slept(silver["sleep_sessions"]),
            daily.trained(silver["workouts"]),
            daily.lifted(silver["strength_sets"]),
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
    zones = F.broadcast(people.select("user_id", "timezone"))
    zone = F.coalesce("timezone", F.lit("UTC"))
    today = F.to_date(F.from_utc_timestamp(F.lit(as_of), zone))
    known = facts.join(zones, "user_id", "left").where(F.col("day") <= today)
    if since:
        known = known.where(F.col("day") >= F.lit(since))
    following = F.coalesce(F.date_sub(F.lead("day").over(ORDERED), 1), today)
    last = F.least(following, F.date_add("day", CONTEXT.days))
    ends = known.select("*", last.alias("last"))
    stretches = ends.select("*", F.explode(F.sequence("day", "last")).alias("date"))
    own = F.col("date") == F.col("day")
    names = [name for name in facts.columns if name not in daily.KEY]
    dense = stretches.select(
        *("user_id", F.col("date").alias("day"), zone.alias("zone")),
        *(F.when(own, F.col(name)).alias(name) for name in names),
    )
    midnight = F.to_utc_timestamp(F.col("day").cast("timestamp"), F.col("zone"))
    return dense.select(
        "*", midnight.alias("midnight"), (midnight + F.expr(MORNING)).alias("morning")
    )


def prepared(dense: DataFrame) -> DataFrame:
    """Return the grid with the figures that several feature groups share."""
    worn = _latest(*WORN)
    # a rest day is a 0 only for somebody whose training would have been seen
    seen = F.max(worn.isNotNull() | _known("sets") | _known("planned_min")).over(nights(28))
    return dense.select(
        "*",
        _latest(*NIGHT).alias("night_at"),
        worn.alias("worn_at"),
        _rest_is_0(seen, "sessions").alias("workouts"),
        _rest_is_0(seen, "trained_min", "lifted_min", "plan_min").alias("minutes"),
        _rest_is_0(seen, "trained_load", "lifted_load", "plan_load").alias("load"),
        F.greatest("trained_session", "lifted_load", "plan_session").alias("session"),
    )


def _known(name: str) -> Column:
    return F.col(name).isNotNull()


def _rest_is_0(seen: Column, *names: str) -> Column:
    """Return the largest of several records of one day's training; they tell of the same one."""
    known = [F.coalesce(F.col(name), F.lit(0.0)) for name in names]
    return F.when(seen, F.greatest(*known) if len(known) > 1 else known[0])


def _latest(*names: str) -> Column:
    return F.greatest(*(F.col(name) for name in names))


def features() -> dict[str, Column]:
    """Return every daily feature by name."""
    groups = (
        *(body.hrv(), body.heart(), body.sleep(), body.activity(), body.recovery()),
        *(body.quality(), training.load(), training.strength()),
        *(behaviour.adherence(), behaviour.wellbeing()),
    )
    return {name: column for group in groups for name, column in group.items()}


def event_ts() -> Column:
    """Return the largest available_at of what a row uses, and never before its own day."""
    return F.greatest(
        "midnight",
        F.max("night_at").over(nights(LOOK_BACK)),
        F.max(_latest(*DAY)).over(days(LOOK_BACK)),
        F.max("early_planned_at").over(days(1)),
        F.max("planned_at").over(days_before(LOOK_BACK)),
    )


def imported() -> Column:
    """Return whether any of a row's facts came by file, and so two hours after its end."""
    own, before = F.max("night_at").over(nights(LOOK_BACK)), F.max(_latest("worn_at", "lifted_at"))
    return own.isNotNull() | before.over(days(LOOK_BACK)).isNotNull()


def daily_features(
    silver: dict[str, DataFrame], as_of: datetime, since: date | None = None
) -> DataFrame:
    """Return gold.daily_features as of a time, in the catalogue's order.

    With `since` the rows are whole from CONTEXT after it on.
    """
    dense = prepared(grid(day_facts(silver), silver["athletes"], as_of, since))
    columns = features()
    rows = dense.select(
        "user_id",
        "day",
        event_ts().alias("event_ts"),
        imported().alias("imported"),
        F.date_format("day", "yyyy-MM").alias("month"),
        *(columns[f.name].cast("double").alias(f.name) for f in DAILY),
    )
    # one ride of a day and a night must not stop everybody's lake at the suite of ranges
    kept = {f.name: bounded(F.col(f.name), f.low, f.high) for f in DAILY}
    return rows.where(F.col("event_ts") <= F.lit(as_of)).withColumns(kept)
