"""Feature group recovery: readiness, temperature, breath, stress and fatigue."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ratio
from jobs.features.shared import Shared

c = F.col
HOOPER_FLOOR = 1.0
"""Smallest SD of the own Hooper sums (judgement)."""


def recovery(shared: Shared) -> dict[str, Column]:
    """Return the night's signs of recovery, and the days' signs of strain."""
    stress = shared.mean("stress_h", 7, least=3)
    restored = shared.mean("recovery_h", 7, least=3)
    return {
        "oura_readiness_score": c("readiness"),
        "oura_readiness_7d_mean": shared.mean("readiness", 7, least=3),
        "temperature_deviation_c": c("temperature"),
        "temperature_trend_c": c("temperature_trend"),
        "respiratory_rate_1d": shared.newest("breaths"),
        "spo2_28d_min": shared.smallest("spo2", 28, least=7),
        "stress_7d_mean_h": stress,
        "recovery_7d_mean_h": restored,
        "stress_share_7d": ratio(stress, stress + restored),
        "hooper_7d_mean": shared.mean("hooper", 7, least=3),
        "hooper_z_28d": shared.z("hooper", HOOPER_FLOOR),
    }
