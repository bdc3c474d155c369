"""Feature group hrv: night RMSSD and morning SDNN; the two never meet in one baseline."""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import bounded, nights, ratio
from jobs.features.shared import Shared
from models.features.band import LN_FLOOR

c = F.col
WEEK, BASELINE = 7, 28
VALID = 3
"""Nights that a week needs (Plews 2014)."""
HALF_SD = 0.5
"""Half width of the band (Javaloyes 2019)."""
BAND_CAP = 10.0
BELOW_NEEDS = 4
MINUTE_S = 60.0


def hrv(shared: Shared) -> dict[str, Column]:
    """Return each kind's value, week, spread, and the week against the own baseline."""
    mean, beats = shared.mean("ln_rmssd", 7, least=3), shared.mean("resting_hr", 7, least=3)
    return {
        **_of("rmssd", shared),
        **_of("sdnn", shared),
        "hrv_rmssd_ms": c("rmssd"),
        "hrv_sdnn_ms": c("sdnn"),
        # ln RMSSD by the RR interval in seconds: parasympathetic saturation (Plews 2013)
        "hrv_rmssd_to_rr_7d": mean * beats / MINUTE_S,
    }


def _of(kind: str, shared: Shared) -> dict[str, Column]:
    ln = f"ln_{kind}"
    position = band(ln, shared)
    share = ratio(shared.sd(ln, 7), shared.mean(ln, 7, least=3))
    return {
        f"hrv_{kind}_7d_mean": shared.mean(kind, 7, least=3),
        f"hrv_{kind}_z_28d": shared.z(ln, LN_FLOOR),
        f"hrv_{kind}_cv_7d": share * 100,
        f"hrv_{kind}_band": position,
        f"hrv_{kind}_band_side": side(position),
    }


def band(ln: str, shared: Shared) -> Column:
    """Return the week's mean against the four weeks before it, in SD of their nights.

    Javaloyes 2019: 7-day rolling mean of ln RMSSD, baseline of four weeks; every week needs three
    nights (Plews 2014).
    """
    starts = range(WEEK, WEEK + BASELINE, WEEK)
    valid = reduce(Column.__and__, (shared.count(ln, WEEK, skip) >= VALID for skip in starts))
    base = shared.mean(ln, BASELINE, skip=WEEK)
    sd = shared.sd(ln, BASELINE, least=2, skip=WEEK)
    away = ratio(shared.mean(ln, WEEK, least=VALID) - base, sd)
    return F.when(valid, bounded(away, -BAND_CAP, BAND_CAP))


def side(position: Column) -> Column:
    """Return -1 below, 0 inside and 1 above the band of half an SD."""
    outside = F.when(position < -HALF_SD, -1.0).when(position > HALF_SD, 1.0)
    return outside.when(position.isNotNull(), 0.0)


def weeks(shared: Shared) -> Column:
    """Return how many of the five weeks that a band needs have three nights of RMSSD."""
    starts = range(0, WEEK + BASELINE, WEEK)
    valid = (shared.count("ln_rmssd", WEEK, skip) >= VALID for skip in starts)
    return reduce(Column.__add__, (week.cast("double") for week in valid))


def below_band() -> dict[str, Column]:
    """Return the days of seven on which the week's mean was below the band."""
    found = {}
    for kind in ("rmssd", "sdnn"):
        at = c(f"hrv_{kind}_band_side")
        known = F.count(at).over(nights(7)) >= BELOW_NEEDS
        below = F.sum(F.when(at < 0, 1.0).otherwise(0.0)).over(nights(7))
        found[f"hrv_{kind}_below_band_7d"] = F.when(known, below)
    return found
