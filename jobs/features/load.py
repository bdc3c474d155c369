"""Feature group load: Foster's session-RPE, Banister's TRIMP, and their rolling relations."""

from math import exp

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import bounded, centile, days, days_since, ratio
from jobs.features.shared import Shared

c = F.col
ACWR_CAP = MONOTONY_CAP = WEEK_CAP = 10.0
"""Seven identical days have SD 0: capped, not divided (facts.md 2)."""
SPIKE_CAP, STRAIN_CAP = 20.0, 100.0
LONG, MONTH, SHORT = 42, 28, 7
MOSTLY = {LONG: 28, MONTH: 21}
"""Known days of a window that are enough (judgement) once it is warmed up (facts.md 1, 3)."""
WARM = 63
"""Days of which 42 known ones warm a chronic mean up (judgement)."""
MEMORY = 120
"""Days that an exponential mean remembers: 94 % of the weight of decay exp(-1/42)."""
SPIKE_DAYS = 30
TRIMPS_NEEDED = 28
STRAINS, STRAINS_NEEDED, STRAIN_CENTILE = 90, 28, 0.9


def load(shared: Shared) -> dict[str, Column]:
    """Return load and its relations; rest days count 0."""
    return {
        **_sums(shared),
        **_spread(shared),
        **_chronic(shared),
        **_spikes(shared),
        **_efforts(shared),
        **_trimp(shared),
    }


def _sums(shared: Shared) -> dict[str, Column]:
    two_weeks = shared.total("load", 14, least=14)
    before = ratio(shared.total("load", 7), shared.total("load", 7, skip=7))
    return {
        "load_1d": shared.newest("load"),
        "load_3d_sum": shared.total("load", 3),
        "load_7d_sum": shared.total("load", 7),
        "load_7d_max": shared.largest("load", 7),
        "load_14d_sum": two_weeks,
        "load_28d_mean": shared.mean("load", 28, least=7),
        "load_42d_mean": shared.mean("load", LONG, least=MOSTLY[LONG]),
        "load_30d_max_session": shared.largest("real_session", SPIKE_DAYS),
        "load_week_ratio": F.when(two_weeks.isNotNull(), bounded(before, 0.0, WEEK_CAP)),
        "rest_days_7d": shared.total("rest_day", 7, least=7),
        "hard_days_7d": shared.total("hard_day", 7, least=7),
        "days_since_rest": days_since(c("rest_day") > 0, most=28),
    }


def _spread(shared: Shared) -> dict[str, Column]:
    average, sd = shared.mean("load", 7), shared.sd("load", 7, least=2)
    # nothing trained is no monotony; equal days are the cap
    divided = F.when(average == 0, 0.0).when(sd == 0, MONOTONY_CAP).otherwise(average / sd)
    monotony = F.when(shared.count("load", 7) >= 7, bounded(divided, 0.0, MONOTONY_CAP))
    return {"monotony_7d": monotony, "strain_7d": shared.total("load", 7) * monotony}


def _chronic(shared: Shared) -> dict[str, Column]:
    # a week without a watch must not end these for a month: warmed up once, mostly known since
    warm = shared.count("load", LONG) >= MONTH
    known = warm & (shared.count("load", MONTH) >= MOSTLY[MONTH])
    uncoupled = ratio(shared.mean("load", 7), shared.mean("load", 21, skip=7))
    acute, chronic = ewma(7, shared), ewma(28, shared)
    fit, tired = fitness("load", shared, least=MOSTLY[LONG])
    banister = F.when(shared.count("load", WARM) >= LONG, fit), tired
    return {
        "acwr_uncoupled": F.when(known, bounded(uncoupled, 0.0, ACWR_CAP)),
        "ewma_7d": F.when(known, acute),
        "ewma_28d": F.when(known, chronic),
        "acwr_ewma": F.when(known, bounded(ratio(acute, chronic), 0.0, ACWR_CAP)),
        "ctl_42d": banister[0],
        "atl_7d": banister[1],
        "tsb": banister[0] - banister[1],
    }


def ewma(n: int, shared: Shared) -> Column:
    """Return Williams' EWMA, load x L + (1 - L) x yesterday's with L = 2 / (n + 1)."""
    rate, loads = 2 / (n + 1), shared.listed("load", MEMORY)

    def step(held: Column, today: Column) -> Column:
        return today * rate + held * (1 - rate)

    # the first day is its own mean
    mean = F.aggregate(loads, F.try_element_at(loads, F.lit(1)), step)
    return shared.curve(f"load__ewma_{n}", mean)


def fitness(fact: str, shared: Shared, *, least: int) -> tuple[Column, Column]:
    """Return Banister's chronic (42 days) and acute (7 days) mean, decay exp(-1 / days)."""
    listed = shared.listed(fact, MEMORY)

    def mean(n: int, needed: int) -> Column:
        known = F.when(shared.count(fact, n) >= needed, decayed(listed, n))
        return shared.curve(f"{fact}__decayed_{n}", known)

    return mean(LONG, least), mean(SHORT, SHORT)


def decayed(listed: Column, n: int) -> Column:
    """Return the exponential mean of an array of days, the oldest first.

    From 0 it would stay too small for ever, as the memory ends: the weights that days have are made
    to add up to 1 (Kingma & Ba 2015, section 3). Equal days are their own mean.
    """
    keep = exp(-1 / n)
    mean = F.aggregate(listed, F.lit(0.0), lambda held, today: held * keep + today * (1 - keep))
    return ratio(mean, 1 - F.exp(F.size(listed) / -n))


def _spikes(shared: Shared) -> dict[str, Column]:
    """Return yesterday's session against the largest of the 30 days before it (Frandsen 2025)."""

    def spike(fact: str) -> Column:
        usual = shared.largest(fact, SPIKE_DAYS, 1)
        return bounded(ratio(shared.newest(fact), usual), 0.0, SPIKE_CAP)

    return {
        "spike_session_30d": spike("real_session"),
        "spike_minutes_30d": spike("longest_min"),
        "spike_distance_30d": spike("farthest_run_m"),
    }


def _efforts(shared: Shared) -> dict[str, Column]:
    minutes = shared.total("trained_min", 28)
    return {
        "easy_share_28d": ratio(shared.total("easy_min", 28), minutes),
        "hard_share_28d": ratio(shared.total("hard_min", 28), minutes),
        "session_effort_28d_mean": ratio(shared.total("trained_load", 28), minutes),
        "workout_hr_28d_mean": ratio(shared.total("beat_min", 28), shared.total("watched_min", 28)),
    }


def _trimp(shared: Shared) -> dict[str, Column]:
    chronic, acute = fitness("trimp", shared, least=TRIMPS_NEEDED)
    return {
        "trimp_1d": shared.newest("trimp"),
        "trimp_7d_sum": shared.total("trimp", 7, least=7),
        "trimp_28d_mean": shared.mean("trimp", 28, least=28),
        "trimp_ctl_42d": chronic,
        "trimp_atl_7d": acute,
        "trimp_tsb": chronic - acute,
    }


def own_strains() -> Column:
    """Return the own strains of the days before, ascending."""
    return F.sort_array(F.collect_list("strain_7d").over(days(STRAINS)))


def own_threshold() -> dict[str, Column]:
    """Return strain against the 90th centile of the own strains: Foster's individual threshold."""
    usual = centile(c("own_strains"), STRAIN_CENTILE)
    known = F.size("own_strains") >= STRAINS_NEEDED
    share = bounded(ratio(c("strain_7d"), usual), 0.0, STRAIN_CAP)
    return {"strain_to_p90_90d": F.when(known, share)}
