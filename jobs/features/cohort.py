"""Feature group cohort: the athlete's own figure minus what was released about others.

Only figures of gold.cohort_stats are read: they are differentially private, and what was
suppressed stays missing. A release counts from the first morning after it, for 90 days.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

c = F.col
EVERYONE = "everyone"
COMPARED = {
    # what is compared -> its feature stem and its end
    "sleep_7d_mean_h": ("sleep_vs_", "_h"),
    "resting_hr_7d_mean": ("resting_hr_vs_", ""),
    "hrv_rmssd_7d_mean": ("hrv_rmssd_vs_", ""),
    "steps_7d_mean": ("steps_vs_", ""),
    "completion_share_28d": ("completion_vs_", ""),
}
STANDS = "INTERVAL 90 DAYS"
DAY_S = 86_400.0
RELEASE = "struct<as_of: timestamp, figures: map<string, double>>"


def with_release(dense: DataFrame, stats: DataFrame | None) -> DataFrame:
    """Add `release`: the newest one that had been made by each row's morning, or null."""
    if stats is None:
        return dense.withColumn("release", F.lit(None).cast(RELEASE))
    key = F.concat_ws("|", "cohort", "feature")
    # collect_list leaves out what is null: a suppressed figure is in no map
    shown = F.when(c("value").isNotNull(), F.struct(key, "value"))
    known = stats.groupBy("release").agg(
        F.max("as_of").alias("as_of"),
        F.map_from_entries(F.collect_list(shown)).alias("figures"),
    )
    # all releases side by side: some dozens a year, and one row for everybody
    listed = known.agg(F.array_sort(F.collect_list("as_of")).alias("times"), _by_time())
    morning = c("morning")
    standing = F.filter("times", lambda at: (at <= morning) & (at > morning - F.expr(STANDS)))
    newest = F.array_max(standing)
    release = F.struct(newest.alias("as_of"), c("by_time")[newest].alias("figures"))
    rows = dense.crossJoin(F.broadcast(listed))
    found = F.when(newest.isNotNull(), release).cast(RELEASE)
    return rows.withColumn("release", found).drop("times", "by_time")


def _by_time() -> Column:
    return F.map_from_entries(F.collect_list(F.struct("as_of", "figures"))).alias("by_time")


def cohort() -> dict[str, Column]:
    """Return the differences, and how old the release is; after all other groups."""
    seconds = F.unix_timestamp("morning") - F.unix_timestamp(c("release.as_of"))
    found = {"cohort_release_age_d": seconds / DAY_S}
    for feature, (stem, end) in COMPARED.items():
        for who, name in (("everyone", F.lit(EVERYONE)), ("goal", c("goal"))):
            baseline = c("release.figures")[F.concat(name, F.lit(f"|{feature}"))]
            found[f"{stem}{who}{end}"] = c(feature) - baseline
    return found
