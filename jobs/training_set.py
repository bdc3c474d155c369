"""Decisions joined to what was known when they were made: `python -m jobs.training_set`.

bronze.events and gold.daily_features, one athlete at a time through the pure
`models.learning.table`, to gold.training_rows.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import pyarrow as pa
import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.contracts import check, gated
from jobs.facts import emit
from jobs.records import arrow_table
from jobs.session import BRIEF, spark_session
from jobs.tables import read, replace, schema_of
from models.domain.rows import TrainingRow
from models.domain.tables import DAILY_FEATURES, EVENTS, TRAINING_ROWS
from models.features.catalogue import DAILY
from models.learning.chronicle import READ, Chronicle, DailyRow, chronicle, message
from models.learning.table import training_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

log = structlog.get_logger()
FEATURES_ROW = "features"


def training_set(spark: "SparkSession", settings: Settings, as_of: datetime) -> dict[str, Any]:
    """Rebuild gold.training_rows as of a time and return its facts."""
    # one file a day: each of the tasks would write every day otherwise
    rows = rows_of(records(spark, settings), as_of).repartition("decided_day")
    replace(rows, TRAINING_ROWS, settings)
    written = read(spark, TRAINING_ROWS, settings)
    check({TRAINING_ROWS.path: written}, settings, job="training_set", as_of=as_of)
    return facts(written)


def records(spark: "SparkSession", settings: Settings) -> "DataFrame":
    """Return (user_id, kind, at, value, features): an athlete's messages and daily features."""
    from pyspark.sql import functions as F

    none = F.lit(None)
    messages = (
        read(spark, EVENTS, settings)
        .where(F.col("topic").isin(*READ))
        .select(
            F.col("key").alias("user_id"),
            F.col("topic").alias("kind"),
            none.cast("date").alias("day"),
            # a record published again (superseded) replaces its first form: the later wins
            F.col("broker_ts").alias("at"),
            F.col("partition"),
            F.col("offset"),
            "value",
            none.cast("array<double>").alias("features"),
        )
    )
    body = read(spark, DAILY_FEATURES, settings).select(
        "user_id",
        F.lit(FEATURES_ROW).alias("kind"),
        "day",
        F.col("event_ts").alias("at"),
        F.lit(0).cast("long").alias("partition"),
        F.lit(0).cast("long").alias("offset"),
        none.cast("string").alias("value"),
        F.array(*[F.col(f.name) for f in DAILY]).alias("features"),
    )
    return messages.unionByName(body)


def rows_of(records: "DataFrame", as_of: datetime) -> "DataFrame":
    """Return training rows, each athlete's by the pure function."""

    def athlete(group: pa.Table) -> pa.Table:
        return arrow_table(training_rows(chronicle_of(group), as_of), TrainingRow)

    return records.groupBy("user_id").applyInArrow(athlete, schema_of(TRAINING_ROWS))


def chronicle_of(group: pa.Table) -> Chronicle:
    """Return one athlete's chronicle from their rows of `records`."""
    rows = group.sort_by([("at", "ascending"), ("partition", "ascending"), ("offset", "ascending")])
    held = rows.to_pylist()
    user_id = str(held[0]["user_id"])
    messages = (message(r["kind"], r["value"]) for r in held if r["kind"] != FEATURES_ROW)
    return chronicle(user_id, messages, _daily(held))


def _daily(held: list[dict[str, Any]]) -> Iterator[DailyRow]:
    names = [f.name for f in DAILY]
    for row in held:
        if row["kind"] == FEATURES_ROW:
            at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
            yield DailyRow(row["day"], at, dict(zip(names, row["features"], strict=True)))


def facts(rows: "DataFrame") -> dict[str, Any]:
    """Return counts that the demo prints."""
    from pyspark.sql import functions as F

    found = rows.agg(
        F.count("*").alias("rows"),
        F.countDistinct("user_id").alias("athletes"),
        F.count("reward").alias("closed"),
        F.avg("completion").alias("completion"),
        F.avg(F.col("success").cast("double")).alias("success"),
    )
    return dict(found.first().asDict())


def main(as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "") -> None:
    """Build the training set as of a time."""
    log_to_stderr()
    chosen = settings()
    with gated(), spark_session("training_set", chosen, jvm=BRIEF) as spark:
        found = training_set(spark, chosen, as_of_time(as_of))
    log.info("training set", **found)
    emit("training_set", found, chosen)


if __name__ == "__main__":
    typer.run(main)
