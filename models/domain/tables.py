"""The lake's tables: folder `layer/name`, record, key and partition, each named once."""

from dataclasses import dataclass
from typing import Any

from models.domain import cohorts, incidents, rows, sleep, totals


@dataclass(frozen=True, slots=True)
class Table:
    """One Delta table under the lake's root."""

    layer: str
    name: str
    record: type[Any]
    key: tuple[str, ...]
    partition: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return the folder below the lake's root."""
        return f"{self.layer}/{self.name}"


RAW_FILES = Table("bronze", "raw_files", rows.RawFile, ("sha256", "user_id", "name"))
APPLE_HEALTH = Table(
    "bronze", "apple_health", rows.BronzeRecord, ("user_id", "file_sha256", "ordinal")
)
OURA = Table("bronze", "oura", rows.BronzeRecord, ("user_id", "file_sha256", "ordinal"))
STRENGTH = Table("bronze", "strength", rows.BronzeRecord, ("user_id", "file_sha256", "ordinal"))
DAILY_TABLES = Table(
    "bronze", "daily_tables", rows.BronzeRecord, ("user_id", "file_sha256", "ordinal")
)
EVENTS = Table("bronze", "events", rows.EventRecord, ("topic", "partition", "offset"), ("date",))
QUARANTINE = Table("bronze", "quarantine", rows.Quarantined, ())

OBSERVATIONS = Table(
    "silver",
    "observations",
    rows.Observation,
    ("user_id", "metric", "start_ts", "end_ts", "source"),
    ("month",),
)
DAILY_TOTALS = Table(
    "silver", "daily_totals", totals.DailyTotal, ("user_id", "day", "metric"), ("month",)
)
SLEEP_SESSIONS = Table(
    "silver",
    "sleep_sessions",
    sleep.SleepSession,
    ("user_id", "start_ts", "end_ts", "source"),
    ("month",),
)
WORKOUTS = Table(
    "silver", "workouts", rows.Workout, ("user_id", "start_ts", "end_ts", "source"), ("month",)
)
STRENGTH_SETS = Table(
    "silver",
    "strength_sets",
    rows.StrengthSet,
    ("user_id", "start_ts", "exercise", "set_index", "source"),
    ("month",),
)
CHECKINS = Table("silver", "checkins", rows.CheckinRow, ("event_id",))
ATHLETES = Table("silver", "athletes", rows.AthleteRow, ("user_id",))
DECISIONS = Table("silver", "decisions", rows.DecisionRow, ("decision_id",), ("decided_day",))
FEEDBACK = Table("silver", "feedback", rows.FeedbackRow, ("event_id",), ("decided_day",))
ASSIGNMENTS = Table("silver", "assignments", rows.AssignmentRow, ("event_id",), ("decided_day",))

DAILY_FEATURES = Table("gold", "daily_features", rows.DailyFeatures, ("user_id", "day"), ("month",))
TRAINING_ROWS = Table("gold", "training_rows", rows.TrainingRow, ("decision_id",), ("decided_day",))
POSTERIOR_UPDATES = Table(
    "gold",
    "posterior_updates",
    rows.PosteriorUpdate,
    ("event_id", "event_seq", "learner"),
    ("decided_day",),
)
POPULATION_SUMS = Table(
    "gold", "population_sums", rows.PopulationSum, ("learner", "action", "event_day")
)
INCIDENTS = Table("gold", "incidents", incidents.Incident, ("event_id",))
EXPERIMENT_RESULTS = Table(
    "gold", "experiment_results", rows.ExperimentResult, ("experiment", "day", "kind", "name")
)
COHORT_STATS = Table("gold", "cohort_stats", cohorts.CohortStat, ("release", "cohort", "feature"))

TABLES = (
    RAW_FILES,
    APPLE_HEALTH,
    OURA,
    STRENGTH,
    DAILY_TABLES,
    EVENTS,
    QUARANTINE,
    OBSERVATIONS,
    DAILY_TOTALS,
    SLEEP_SESSIONS,
    WORKOUTS,
    STRENGTH_SETS,
    CHECKINS,
    ATHLETES,
    DECISIONS,
    FEEDBACK,
    ASSIGNMENTS,
    DAILY_FEATURES,
    TRAINING_ROWS,
    POSTERIOR_UPDATES,
    POPULATION_SUMS,
    INCIDENTS,
    EXPERIMENT_RESULTS,
    COHORT_STATS,
)
