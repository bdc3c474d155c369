"""Learn from feedback as it arrives: `python -m streaming.learn`.

One Structured Streaming query reads all topics. It waits for the first promoted policy: without
an encoder there is nothing to learn with, and the topics keep everything until then.
"""

import json
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer

from infra.lock import alone
from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.session import spark_session
from models.domain.topics import INGESTED
from models.policy.bundle import read_current
from streaming.batch import Batches
from streaming.crash import CrashPoint
from streaming.guard import check
from streaming.heartbeat import beat

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

log = structlog.get_logger()
POLL_S = 1.0
AT = "unix_micros(timestamp) AS at_us"
"""A timestamp column would come to Python in the machine's own zone."""
MOST_MESSAGES = 5_000
"""A batch: bounds what the driver holds."""


def source(spark: "SparkSession", settings: Settings) -> "DataFrame":
    """Return the messages of all topics as text."""
    stream = (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", settings.kafka_bootstrap)
        .option("subscribe", ",".join(topic.name for topic in INGESTED))
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", MOST_MESSAGES)
        .load()
    )
    text = [f"CAST({name} AS STRING) AS {name}" for name in ("key", "value")]
    return stream.selectExpr(*text, "topic", "partition", "offset", AT)


def start(spark: "SparkSession", settings: Settings, crash: CrashPoint, *, once: bool) -> Any:
    """Start the query and return it."""
    check(settings)
    batches = Batches(settings, crash)
    writer = source(spark, settings).writeStream.foreachBatch(batches)
    writer = writer.option("checkpointLocation", settings.checkpoint)
    return (writer.trigger(availableNow=True) if once else writer).start()


def wait_for_policy(settings: Settings, stopped: threading.Event) -> None:
    """Block until a policy is promoted."""
    if read_current(settings.published) is None:
        log.info("waiting for the first promoted policy")
    while read_current(settings.published) is None and not stopped.is_set():
        time.sleep(POLL_S)


def main(
    once: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--once", help="process what is there, then stop")
    ] = False,
    die_at: Annotated[
        str | None, typer.Option(help="before_commit | after_commit: kill -9 itself there (tests)")
    ] = None,
) -> None:
    """Run the query until SIGTERM."""
    log_to_stderr()
    chosen, stopped = settings(), threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    # one process of a hanging pair could commit a batch between the other's look and its commit
    with alone(Path(chosen.checkpoint), "stream"), spark_session("learn", chosen) as spark:
        # with the session at hand, a first promotion is learnt from within a batch
        wait_for_policy(chosen, stopped)
        if stopped.is_set():
            return
        query = start(spark, chosen, CrashPoint(die_at), once=once)
        log.info("learning", query=str(query.id))
        while query.isActive and not stopped.is_set():
            query.awaitTermination(1)
            if query.lastProgress is not None:
                beat(chosen, json.loads(query.lastProgress.json))
        if query.exception() is not None:
            raise RuntimeError(str(query.exception()))
        query.stop()


if __name__ == "__main__":
    typer.run(main)
