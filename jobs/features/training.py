"""Feature groups of training: load (Foster's session-RPE) and strength."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ORDERED, bounded, days, days_since, largest, mean, ratio, total

c = F.col
ACWR_CAP = MONOTONY_CAP = 10.0
"""Seven identical days have SD 0: capped, not divided (facts.md 2)."""


def load() -> dict[str, Column]:
    """Return load, its spike and spread figures; rest days count 0."""
    week = days(7)
    average, sd = F.avg("load").over(week), F.stddev_samp("load").over(week)
    whole = F.count("load").over(week) >= 7
    monotony = F.when(whole, bounded(_divided(average, sd), 0.0, MONOTONY_CAP))
    chronic = ORDERED.rowsBetween(-28, -8)
    known = F.count("load").over(days(28)) >= 28
    acwr = ratio(average, F.avg("load").over(chronic))
    return {
        "load_1d": F.max("load").over(days(1)),
        "load_7d_sum": total(c("load"), week),
        "load_7d_max": largest(c("load"), week),
        "load_28d_mean": mean(c("load"), days(28), least=7),
        "load_30d_max_session": largest(F.nullif("session", F.lit(0.0)), days(30)),
        "acwr_uncoupled": F.when(known, bounded(acwr, 0.0, ACWR_CAP)),
        "monotony_7d": monotony,
        "strain_7d": total(c("load"), week) * monotony,
    }


def _divided(average: Column, sd: Column) -> Column:
    """Return mean / SD; the cap where the SD is 0, nothing where nothing was trained."""
    return F.when(average == 0, 0.0).when(sd == 0, MONOTONY_CAP).otherwise(average / sd)


def strength() -> dict[str, Column]:
    """Return working sets, tonnage and the best e1RM."""
    return {
        "strength_sets_7d": total(c("sets"), days(7)),
        "strength_sets_28d": total(c("sets"), days(28)),
        "strength_tonnage_7d": total(c("tonnage"), days(7)),
        "e1rm_best_28d_kg": largest(c("e1rm"), days(28)),
        "strength_rpe_7d_mean": mean(c("set_rpe"), days(7)),
        "days_since_strength": days_since(c("sets") > 0),
    }
