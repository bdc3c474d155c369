"""The Spark session of every batch job and of the stream."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from infra.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


BRIEF = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m"
"""For a job that is over before HotSpot's second compiler has paid for itself (decision 0008).

Without that compiler HotSpot keeps 48 MB of code: hundreds of generated classes fill them, and what
was compiled is thrown away and compiled again.
"""

SHUFFLED, FEWEST = "spark.sql.shuffle.partitions", 2
"""Partitions of a small lake: each task of gold takes hundreds of windows along."""


def build_session(name: str, settings: Settings, *, jvm: str = "") -> "SparkSession":
    """Return a session that reads and writes Delta and Kafka, with UTC as its time zone."""
    # Workers take `python3` from PATH otherwise, in local mode too (platform.md).
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    jars = ",".join(str(jar) for jar in sorted(settings.jars.glob("spark/*.jar")))
    if not jars:
        raise FileNotFoundError(f"no jars under {settings.jars}/spark: run `make setup`")
    builder = SparkSession.builder.appName(name).master(settings.spark_master)
    for key, value in _config(settings, jars, jvm).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _config(settings: Settings, jars: str, jvm: str) -> dict[str, str]:
    return {
        "spark.jars": jars,
        "spark.driver.memory": settings.spark_driver_memory,
        # Spark's generated methods are often over 8 kB, which HotSpot else never compiles
        "spark.driver.extraJavaOptions": f"-XX:-DontCompileHugeMethods {jvm}".rstrip(),
        "spark.executor.extraJavaOptions": "-XX:-DontCompileHugeMethods",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(settings.state / "spark"),
        "spark.sql.warehouse.dir": str(settings.state / "spark" / "warehouse"),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        SHUFFLED: str(FEWEST),
        # what is left of gold's hundreds of windows would be planned anew after every shuffle, and
        # two partitions have nothing to gain by it; `jobs.volume` says where there are more
        "spark.sql.adaptive.enabled": "false",
        # 50 tiny tasks a commit otherwise (platform.md)
        "spark.databricks.delta.snapshotPartitions": "1",
        # a stack trace, and a dozen calls into the JVM, for every Column that Python makes
        "spark.sql.dataFrameQueryContext.enabled": "false",
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # what is built again in the same process is not compiled again
        "spark.sql.codegen.cache.maxEntries": "2000",
        # hundreds of windows: their constraints take longer than the rows and filter none
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.ui.enabled": "false",
        # what the pages would have shown is collected all the same: a thousand plans, as text
        "spark.sql.maxPlanStringLength": "2000",
        "spark.sql.ui.retainedExecutions": "1",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }


@contextmanager
def spark_session(name: str, settings: Settings, *, jvm: str = "") -> Iterator["SparkSession"]:
    """Yield a session and stop it at the end of the job."""
    session = build_session(name, settings, jvm=jvm)
    try:
        yield session
    finally:
        session.stop()
