"""What silver refuses, as rows of the quarantine."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def quarantined(rows: DataFrame, source: str, detail: Column, as_of: Column) -> DataFrame:
    """Return the records that have a `problem`, under the name of their source."""
    return rows.where("problem IS NOT NULL").select(
        "user_id",
        F.lit(source).alias("source"),
        "file_sha256",
        F.col("ordinal").cast("long"),
        F.col("problem").alias("reason"),
        detail.alias("detail"),
        "raw",
        as_of.alias("quarantined_at"),
    )
