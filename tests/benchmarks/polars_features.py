"""The peer of `feature_build_polars`: the features of feature_build.sql, by polars.

Reads the same Delta tables. Everybody's time zone is UTC here, as in the benchmark's world.
"""

from collections.abc import Callable
from datetime import datetime

import polars as pl
import polars.selectors as cs
from deltalake import DeltaTable

from jobs.sessions import RPE_ELSE, RPE_OF

KEY = ("user_id", "day")
MORNING = ("hrv_sdnn_ms", "resting_hr_bpm")
NIGHTLY = {
    "hrv_rmssd_ms": "rmssd",
    "hrv_sdnn_ms": "sdnn",
    "resting_hr_bpm": "resting_hr",
    "lowest_hr_night_bpm": "lowest_hr",
    "oura_readiness_score": "readiness",
    "temperature_deviation_c": "temperature",
}
AMOUNTS = {"steps": ("steps", 100_000.0), "active_energy_kcal": ("energy", 8000.0)}
c = pl.col


def features(place: Callable[[str], str], as_of: datetime) -> pl.DataFrame:
    """Return every athlete's days; `place` gives a table's folder by its name."""
    parts = [
        nights(scanned(place("observations"))),
        slept(scanned(place("sleep_sessions"))),
        moved(scanned(place("daily_totals"))),
        trained(scanned(place("workouts"))),
    ]
    facts = pl.concat(parts, how="diagonal").group_by(KEY).agg(pl.all().max()).collect()
    dense = prepared(grid(facts, as_of))
    rows = dense.select(*KEY, *(column.alias(name) for name, column in figures().items()))
    return rows.filter(c("event_ts") <= as_of)


def scanned(folder: str) -> pl.LazyFrame:
    """Return a Delta table's files, in UTC; polars' scan_delta does not know this deltalake."""
    files = pl.scan_parquet(DeltaTable(folder).file_uris(), hive_partitioning=True)
    return files.with_columns(cs.datetime().dt.cast_time_unit("us").dt.replace_time_zone("UTC"))


def nights(samples: pl.LazyFrame) -> pl.LazyFrame:
    offset = pl.when(c("metric").is_in(MORNING)).then(24 - 7).otherwise(24 - 15)
    day = c("end_ts") + pl.duration(minutes=c("utc_offset_min"), hours=offset)
    rows = samples.filter(c("is_primary") & c("metric").is_in(list(NIGHTLY)))
    return rows.group_by("user_id", day.dt.date().alias("day")).agg(
        *(c("value").filter(c("metric") == m).mean().alias(n) for m, n in NIGHTLY.items()),
        c("available_at").max().alias("nightly_at"),
    )


def slept(sessions: pl.LazyFrame) -> pl.LazyFrame:
    return (
        sessions.filter(c("is_primary"))
        .group_by(KEY)
        .agg(
            c("efficiency").sort_by("asleep_h").last(),
            c("asleep_h", "deep_h", "rem_h").sum(),
            c("available_at").max().alias("slept_at"),
        )
        .filter(c("asleep_h").is_between(2, 16))
    )


def moved(totals: pl.LazyFrame) -> pl.LazyFrame:
    believed = {
        name: c("merged").filter((c("metric") == metric) & (c("merged") <= most)).max()
        for metric, (name, most) in AMOUNTS.items()
    }
    rows = totals.filter(c("metric").is_in(list(AMOUNTS)))
    return rows.group_by(KEY).agg(c("available_at").max().alias("moved_at"), **believed)


def trained(workouts: pl.LazyFrame) -> pl.LazyFrame:
    usual = c("activity").replace_strict(RPE_OF, default=RPE_ELSE, return_dtype=pl.Float64)
    load = c("duration_min") * c("rpe").fill_null(usual)
    return (
        workouts.filter(c("is_primary"))
        .group_by(KEY)
        .agg(
            pl.len().cast(pl.Float64).alias("sessions"),
            c("duration_min").sum().alias("minutes"),
            load.sum().alias("load"),
            c("available_at").max().alias("trained_at"),
        )
    )


def grid(facts: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    firsts = facts.group_by("user_id").agg(c("day").min().alias("first"))
    firsts = firsts.filter(c("first") <= as_of.date()).sort("user_id")
    ranges = firsts.select("user_id", pl.date_ranges("first", as_of.date()).alias("day"))
    return ranges.explode("day").join(facts, on=KEY, how="left", maintain_order="left")


def prepared(dense: pl.DataFrame) -> pl.DataFrame:
    worn = pl.max_horizontal("nightly_at", "slept_at", "moved_at", "trained_at")
    seen = worn.is_not_null().cast(pl.Int8).rolling_max(7, min_samples=1).over("user_id") == 1
    return dense.with_columns(
        *(
            pl.when(seen).then(c(n).fill_null(0.0)).alias(n)
            for n in ("sessions", "minutes", "load")
        ),
        c("rmssd", "sdnn").log().name.prefix("ln_"),
        pl.max_horizontal("nightly_at", "slept_at").to_physical().alias("night_at"),
        pl.max_horizontal("moved_at", "trained_at").to_physical().alias("day_at"),
    )


def figures() -> dict[str, pl.Expr]:
    """Return every feature by name, and the row's time."""
    return {"event_ts": event_ts(), **hearts(), **sleep(), **activity(), **load()}


def event_ts() -> pl.Expr:
    us = pl.Datetime("us", "UTC")
    night = mine(c("night_at").rolling_max(90, min_samples=1)).cast(us)
    day = mine(c("day_at").shift(1).rolling_max(90, min_samples=1)).cast(us)
    return pl.max_horizontal(c("day").cast(us), night, day)


def hearts() -> dict[str, pl.Expr]:
    return {
        "hrv_rmssd_ms": c("rmssd"),
        "hrv_rmssd_7d_mean": night_mean("rmssd", 7, 3),
        "hrv_rmssd_z_28d": z_score("ln_rmssd", 0.05),
        "hrv_sdnn_ms": c("sdnn"),
        "hrv_sdnn_7d_mean": night_mean("sdnn", 7, 3),
        "hrv_sdnn_z_28d": z_score("ln_sdnn", 0.05),
        "resting_hr_bpm": c("resting_hr"),
        "resting_hr_7d_mean": night_mean("resting_hr", 7, 3),
        "resting_hr_z_28d": z_score("resting_hr", 1.0),
        "lowest_hr_night_bpm": c("lowest_hr"),
        "oura_readiness_score": c("readiness"),
        "oura_readiness_7d_mean": night_mean("readiness", 7, 3),
        "temperature_deviation_c": c("temperature"),
    }


def sleep() -> dict[str, pl.Expr]:
    week = night_mean("asleep_h", 7, 3)
    return {
        "sleep_duration_h": c("asleep_h"),
        "sleep_efficiency": c("efficiency"),
        "sleep_deep_h": c("deep_h"),
        "sleep_rem_h": c("rem_h"),
        "sleep_7d_mean_h": week,
        "sleep_7d_sd_h": mine(c("asleep_h").rolling_std(7, min_samples=3)),
        "sleep_debt_7d_h": (7.0 - week) * 7,
    }


def activity() -> dict[str, pl.Expr]:
    day = c("day").to_physical()
    on = mine(pl.when(c("sessions") > 0).then(day).shift(1).rolling_max(90, min_samples=1))
    return {
        "steps_1d": mine(c("steps").shift(1)),
        "steps_7d_mean": day_mean("steps", 7, 3),
        "steps_28d_mean": day_mean("steps", 28, 7),
        "active_energy_7d_mean": day_mean("energy", 7, 3),
        "active_minutes_14d_mean": day_mean("minutes", 14, 7),
        "workouts_7d": day_sum("sessions", 7),
        "days_since_workout": (day - on).cast(pl.Float64),
    }


def load() -> dict[str, pl.Expr]:
    average, whole = day_mean("load", 7, 7), day_sum("load", 7)
    sd = mine(c("load").shift(1).rolling_std(7, min_samples=7))
    ratio = pl.when(sd == 0).then(10.0).otherwise((average / sd).clip(upper_bound=10.0))
    most = mine(c("load").shift(1).rolling_max(7, min_samples=1))
    # polars' running sums keep a rest of 1e-13 in a week of zeros: its largest load tells
    some = pl.when(most == 0).then(0.0).otherwise(ratio)
    monotony = pl.when(average.is_not_null()).then(some)
    chronic = mine(c("load").shift(8).rolling_mean(21, min_samples=1))
    trained_then = mine(c("load").shift(8).rolling_max(21, min_samples=1)) > 0
    told = c("load").shift(1).is_not_null().cast(pl.Int32)
    warm = mine(told.rolling_sum(42, min_samples=1)) >= 28
    known = warm & (mine(told.rolling_sum(28, min_samples=1)) >= 21)
    acute = day_mean("load", 7, 1)
    acwr = pl.when(known & trained_then).then((acute / chronic).clip(upper_bound=10.0))
    return {
        "load_1d": mine(c("load").shift(1)),
        "load_7d_sum": whole,
        "load_7d_max": most,
        "load_28d_mean": day_mean("load", 28, 7),
        "acwr_uncoupled": acwr,
        "monotony_7d": monotony,
        "strain_7d": whole * monotony,
    }


def mine(column: pl.Expr) -> pl.Expr:
    """Return a figure over the athlete's own rows; they stand together, in the order of days."""
    return column.over("user_id", mapping_strategy="explode")


def night_mean(name: str, n: int, least: int) -> pl.Expr:
    return mine(c(name).rolling_mean(n, min_samples=least))


def day_mean(name: str, n: int, least: int) -> pl.Expr:
    return mine(c(name).shift(1).rolling_mean(n, min_samples=least))


def day_sum(name: str, n: int) -> pl.Expr:
    return mine(c(name).shift(1).rolling_sum(n, min_samples=1))


def z_score(name: str, floor: float) -> pl.Expr:
    before = c(name).shift(1)
    sd = pl.max_horizontal(mine(before.rolling_std(28, min_samples=7)), pl.lit(floor))
    return ((c(name) - mine(before.rolling_mean(28, min_samples=7))) / sd).clip(-6.0, 6.0)
