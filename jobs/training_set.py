"""Decisions joined to what was known when they were made: `python -m jobs.training_set`.

bronze.events and gold.daily_features, one athlete at a time through the pure
`models.learning.table`, to gold.training_rows.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import pyarrow as pa
import structlog
import typer

from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.logs import log_to_stderr
from jobs.records import arrow_table
from jobs.session import spark_session
from jobs.tables import append, read, replace, struct_of
from models.domain.codec import to_json
from models.domain.events import Feedback
from models.domain.rows import EventRecord, TrainingRow
from models.domain.tables import DAILY_FEATURES, EVENTS, TRAINING_ROWS
from models.domain.topics import FEEDBACK
from models.features.catalogue import DAILY
from models.learning.chronicle import READ, Chronicle, DailyRow, chronicle, message
from models.learning.mornings import due
from models.learning.table import training_rows
from models.policy.bundle import read_current

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

log = structlog.get_logger()
FEATURES_ROW = "features"
CLOSED_HISTORY = -2
"""Partition of closes made for history (history's own lines have -1)."""


def training_set(spark: "SparkSession", settings: Settings, as_of: datetime) -> dict[str, Any]:
    """Rebuild gold.training_rows as of a time and return its facts.

    History comes without closes. While no policy is served, no stream could learn from a close on
    the topic, so the closes are written where the history is: once, before the first rebuild.
    """
    close = read_current(settings.published) is None
    # not persist(): Spark drops what it has cached of a table as soon as the table is written
    built = built_of(records(spark, settings), as_of, close=close).localCheckpoint()
    replace(built.select("training.*").where("decision_id is not null"), TRAINING_ROWS, settings)
    closes = built.select("event.*").where("topic is not null")
    append(_numbered(closes, read(spark, EVENTS, settings)), EVENTS, settings)
    return facts(read(spark, TRAINING_ROWS, settings)) | {"closes_written": closes.count()}


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


def built_of(records: "DataFrame", as_of: datetime, *, close: bool) -> "DataFrame":
    """Return (training, event): a row per decision, and the close events to write."""
    from pyspark.sql.types import StructField, StructType

    def athlete(group: pa.Table) -> pa.Table:
        one = chronicle_of(group)
        events = due(one, as_of) if close else []
        rows = arrow_table(training_rows(one.told(events), as_of), TrainingRow)
        return _side_by_side(rows, arrow_table([_message(e) for e in events], EventRecord))

    schema = StructType(
        [
            StructField("training", struct_of(TrainingRow)),
            StructField("event", struct_of(EventRecord)),
        ]
    )
    return records.groupBy("user_id").applyInArrow(athlete, schema)


def _side_by_side(training: pa.Table, event: pa.Table) -> pa.Table:
    """Return both tables below each other, each in a struct column of its own."""
    rows, events = _struct(training), _struct(event)
    left = pa.concat_arrays([rows, pa.nulls(len(events), rows.type)])
    right = pa.concat_arrays([pa.nulls(len(rows), events.type), events])
    return pa.table({"training": left, "event": right})


def _struct(table: pa.Table) -> pa.StructArray:
    columns = [column.combine_chunks() for column in table.columns]
    return pa.StructArray.from_arrays(columns, fields=list(table.schema))


def _message(event: Feedback) -> EventRecord:
    return EventRecord(
        topic=FEEDBACK.name,
        partition=CLOSED_HISTORY,
        offset=0,
        key=event.user_id,
        value=json.dumps(to_json(event)),
        broker_ts=event.recorded_at,
        date=event.recorded_at.date(),
    )


def _numbered(closes: "DataFrame", known: "DataFrame") -> "DataFrame":
    """Give each close its own offset, after those of earlier runs."""
    from pyspark.sql import functions as F

    mine = known.where(F.col("partition") == CLOSED_HISTORY)
    last = mine.agg(F.coalesce(F.max("offset"), F.lit(-1)).alias("last")).first()
    return closes.withColumn("offset", F.monotonically_increasing_id() + int(last["last"]) + 1)


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
    with spark_session("training_set", chosen) as spark:
        found = training_set(spark, chosen, as_of_time(as_of))
    log.info("training set", **found)
    emit("training_set", found, chosen)


if __name__ == "__main__":
    typer.run(main)
