"""One row a key, the same whatever order files came in."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def one_a_key(rows: DataFrame, key: Sequence[str]) -> DataFrame:
    """Return the greatest row of each key, compared column by column; what is known beats null."""
    others = [name for name in rows.columns if name not in key]
    held = F.max(F.struct(*others)).alias("held")
    return rows.groupBy(*key).agg(held).select(*key, "held.*").select(*rows.columns)
