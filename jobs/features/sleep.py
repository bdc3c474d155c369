"""Feature group sleep: duration, debt, stages, efficiency, regularity."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ratio
from jobs.features.shared import Shared

c = F.col
NEED_H = 7.0
"""Adults need seven hours regularly (AASM)."""
GRACE_H = 0.25
"""A bedtime this close to the usual one is on time (open-wearables)."""


def sleep(shared: Shared) -> dict[str, Column]:
    """Return the night that ended on D and the weeks of nights before it."""
    return {**_night(), **_weeks(shared), **_regularity(shared)}


def _night() -> dict[str, Column]:
    return {
        "sleep_duration_h": c("asleep_h"),
        "sleep_efficiency": c("efficiency"),
        "sleep_deep_h": c("deep_h"),
        "sleep_rem_h": c("rem_h"),
        "sleep_deep_share": ratio(c("deep_h"), c("asleep_h")),
        "sleep_rem_share": ratio(c("rem_h"), c("asleep_h")),
        "sleep_awake_h": c("awake_h"),
        "sleep_latency_min": c("latency_min"),
        "sleep_score": c("sleep_score"),
        "sleep_bedtime_h": c("bedtime"),
        "sleep_wake_h": c("waketime"),
    }


def _weeks(shared: Shared) -> dict[str, Column]:
    week, fortnight = shared.mean("asleep_h", 7, least=3), shared.mean("asleep_h", 14, least=7)
    return {
        "sleep_7d_mean_h": week,
        "sleep_7d_sd_h": shared.sd("asleep_h", 7),
        "sleep_debt_7d_h": (F.lit(NEED_H) - week) * 7,
        "sleep_debt_14d_h": (F.lit(NEED_H) - fortnight) * 14,
        "sleep_under_6h_7d": shared.total("under_6h", 7, least=3),
        "sleep_under_7h_14d": shared.total("under_7h", 14, least=7),
        "sleep_nap_7d_h": shared.total("nap_h", 7, least=3),
        "sleep_breathing_28d_mean": shared.mean("breathing", 28, least=7),
    }


def _regularity(shared: Shared) -> dict[str, Column]:
    usual = shared.median("bedtime", 14, least=7, skip=1)
    off = F.abs(c("bedtime") - usual) - GRACE_H
    free = shared.mean("free_midsleep", 28, least=4)
    return {
        "sleep_bedtime_off_h": F.when(off < 0, 0.0).otherwise(off),
        "sleep_bedtime_14d_sd_h": shared.sd("bedtime", 14, least=7),
        "sleep_wake_14d_sd_h": shared.sd("waketime", 14, least=7),
        "sleep_midpoint_14d_sd_h": shared.sd("midsleep", 14, least=7),
        "sleep_social_jetlag_28d_h": free - shared.mean("work_midsleep", 28, least=8),
    }
