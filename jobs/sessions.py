"""Facts of a day's training: what a watch saw as workouts, what a log says of sets."""

from functools import reduce
from itertools import chain

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.daily import KEY
from models.catalogue.lifts import LIFTS, MUSCLES, movements

RPE_OF = {
    "HighIntensityIntervalTraining": 7.5,
    "Running": 6.0,
    "Rowing": 6.0,
    "Swimming": 5.5,
    "FunctionalStrengthTraining": 6.0,
    "TraditionalStrengthTraining": 6.0,
    "Cycling": 5.0,
    "Hiking": 4.0,
    "Walking": 3.0,
    "Pilates": 3.0,
    "Yoga": 2.5,
    "MindAndBody": 1.5,
    "Meditation": 1.0,
    "Breathing": 1.0,
}
RPE_ELSE = 5.0
"""Effort of a workout nobody rated, by its kind (judgement)."""
EASY, HARD = 4.0, 7.0
"""Session RPE of the lowest and the highest of three zones (Seiler & Kjerland 2006)."""
MODERATE, VIGOROUS = 3.0, 6.0
"""Effort from which an aerobic minute counts once, and twice, against the WHO's 150: on CR10 the
ACSM calls 3 to 4 moderate and 5 to 6 the begin of vigorous; where to cut is judgement."""
CARDIO = ("Running", "Cycling", "Rowing", "Swimming", "HighIntensityIntervalTraining", "Hiking")
RUNNING = "Running"
LIFTING = ("TraditionalStrengthTraining", "FunctionalStrengthTraining", "CoreTraining")
"""Kinds of a watch's workouts that a strength log tells as well."""
MIND = ("Yoga", "MindAndBody", "Meditation", "Breathing")
NOT_AEROBIC = (*LIFTING, *MIND, "Pilates", "Flexibility", "PreparationAndRecovery", "Cooldown")
"""Kinds whose minutes the WHO's 150 are not about: lifting is its other advice, days of it are
counted; bending and breathing is none of both (judgement)."""
SET_MIN = 3.0
"""Minutes a working set takes, rest included: 67 min for 21.5 sets (facts.md 11)."""
RIR_HARD = 3.0
"""Repetitions in reserve up to which a set is hard, and its RIR right within one (facts.md 4)."""


def trained(workouts: DataFrame) -> DataFrame:
    """Return training minutes and session-RPE load (CR10 x minutes) of each day."""
    kinds = F.create_map(*map(F.lit, chain.from_iterable(RPE_OF.items())))
    effort = F.coalesce("rpe", kinds[F.col("activity")], F.lit(RPE_ELSE))
    minutes, beats = F.col("duration_min"), F.col("mean_hr_bpm")
    weights, run = F.col("activity").isin(*LIFTING), F.col("activity") == RUNNING
    aerobic = F.coalesce(~F.col("activity").isin(*NOT_AEROBIC), F.lit(True))  # noqa: FBT003
    bouts = F.collect_list(F.when(beats.isNotNull(), F.struct(minutes, beats)))
    rows = workouts.where("is_primary").withColumn("effort", effort)
    load = F.col("effort") * minutes
    return rows.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("trained_times"),
        F.sum("duration_min").alias("trained_min"),
        F.sum(load).alias("trained_load"),
        F.max(load).alias("trained_session"),
        F.sum(_where(weights, F.lit(1.0))).alias("weights_times"),
        F.sum(_where(weights, minutes)).alias("weights_min"),
        F.sum(_where(weights, load)).alias("weights_load"),
        F.max("effort").alias("trained_effort"),
        F.sum(_where(aerobic, minutes * health_weight(F.col("effort")))).alias("trained_who"),
        F.sum(_where(F.col("effort") <= EASY, minutes)).alias("easy_min"),
        F.sum(_where(F.col("effort") >= HARD, minutes)).alias("hard_min"),
        F.sum(_where(F.col("activity").isin(*CARDIO), minutes)).alias("cardio_min"),
        F.sum(_where(F.col("activity").isin(*MIND), minutes)).alias("mind_min"),
        F.max("duration_min").alias("longest_min"),
        F.max(F.when(run, F.col("distance_m"))).alias("farthest_run_m"),
        # in an order of their own: sums over them are the same to the last bit
        F.sort_array(bouts).alias("bouts"),
        F.sum(beats * minutes).alias("beat_min"),
        F.sum(F.when(beats.isNotNull(), minutes)).alias("watched_min"),
        F.max("available_at").alias("trained_at"),
    )


def health_weight(effort: Column) -> Column:
    """Return how often an aerobic minute counts against the WHO's 150: 0, 1 or 2."""
    return F.when(effort >= VIGOROUS, 2.0).when(effort >= MODERATE, 1.0).otherwise(0.0)


def _where(condition: Column, value: Column) -> Column:
    return F.when(condition, value).otherwise(0.0)


def lifted(sets: DataFrame) -> DataFrame:
    """Return working sets, tonnage, best e1RM and the load of each day's lifting."""
    work = sets.where("set_type != 'warmup'").select("*", *named())
    effort = F.coalesce(F.avg("rpe"), F.lit(RPE_OF["TraditionalStrengthTraining"]))
    minutes = F.count("*") * SET_MIN
    return work.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("sets"),
        F.sum(F.col("reps") * F.col("weight_kg")).alias("tonnage"),
        F.max("e1rm_kg").alias("e1rm"),
        F.avg("rpe").alias("set_rpe"),
        minutes.alias("lifted_min"),
        (minutes * effort).alias("lifted_load"),
        effort.alias("lifted_effort"),
        F.lit(1.0).alias("lifted_times"),
        F.sum(_where(F.col("rir") <= RIR_HARD, F.lit(1.0))).alias("hard_sets"),
        *_summed("reps", F.col("reps").cast("double")),
        *_summed("rir", F.col("rir")),
        *_summed("intensity", F.col("weight_kg") / F.col("e1rm_kg")),
        *chain.from_iterable(_of_lift(lift) for lift in LIFTS),
        *(
            F.sum(_where(F.array_contains("muscles", m), F.lit(1.0))).alias(f"sets_{m}")
            for m in MUSCLES
        ),
        F.max("available_at").alias("lifted_at"),
    )


def named() -> list[Column]:
    """Return the main lift and the muscle groups of a set, by its exercise's name."""
    name = F.lower("exercise")

    def first(values: dict[str, Column]) -> Column:
        start = F.when(F.lit(False), F.lit(None))  # noqa: FBT003 - a value
        return reduce(
            lambda case, one: case.when(name.rlike(one[0]), one[1]), values.items(), start
        )

    lifts = {m.pattern: F.lit(m.lift) for m in movements()}
    muscles = {
        m.pattern: F.array(*map(F.lit, m.muscles)).cast("array<string>") for m in movements()
    }
    return [first(lifts).alias("lift"), first(muscles).alias("muscles")]


def _summed(name: str, value: Column) -> list[Column]:
    return [F.sum(value).alias(f"{name}_sum"), F.count(value).cast("double").alias(f"{name}_n")]


def _of_lift(lift: str) -> list[Column]:
    """Return a main lift's best e1RM, its usable sets, and those whose RIR can be trusted."""
    usable = F.when(F.col("lift") == lift, F.col("e1rm_kg"))
    trusted = F.when(F.col("rir").between(0, RIR_HARD), usable)
    return [
        F.max(usable).alias(f"e1rm_{lift}"),
        F.count(usable).cast("double").alias(f"usable_{lift}"),
        F.count(trusted).cast("double").alias(f"trusted_{lift}"),
    ]
