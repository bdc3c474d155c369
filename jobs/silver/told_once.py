"""Spans of time that were told twice: by two doors, by a phone and a file, by two watches."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

SAME = 0.5
"""Two spans that share more than this of the shorter one are one sleep or one workout."""
MICROS = 1e6


def with_island(rows: DataFrame, by: Sequence[str], gap_s: float = 0.0) -> DataFrame:
    """Add `island`: spans of one of `by` with gaps of at most `gap_s` seconds have one number."""
    order = Window.partitionBy(*by).orderBy("start_ts", "end_ts")
    reached = F.max("end_ts").over(order.rowsBetween(Window.unboundedPreceding, -1))
    apart = F.coalesce(_seconds(reached, F.col("start_ts")) > gap_s, F.lit(True))  # noqa: FBT003
    upto = order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    return rows.withColumn("apart", apart.cast("long")).select(
        *rows.columns, F.sum("apart").over(upto).alias("island")
    )


def with_first_told(rows: DataFrame, by: Sequence[str], order: Sequence[Column]) -> DataFrame:
    """Add `told_first`: no span before this one is the same; the greatest `order` comes first.

    What is the same as a span that does not count itself still counts.
    """
    names = [f"o{number}" for number in range(len(order))]
    ranks = [column.alias(name) for column, name in zip(order, names, strict=True)]
    span = F.struct(*ranks, "start_ts", "end_ts")
    near = with_island(rows, by).withColumn("span", span)
    told = F.collect_list("span").over(Window.partitionBy(*by, "island"))
    best_first = F.sort_array(told, asc=False)
    counted = F.aggregate(best_first, F.slice(best_first, 1, 0), _and_another)
    return near.withColumn("told_first", F.array_contains(counted, F.col("span"))).select(
        *rows.columns, "told_first"
    )


def _and_another(held: Column, one: Column) -> Column:
    told = F.exists(held, lambda other: _same(other, one))
    return F.when(told, held).otherwise(F.concat(held, F.array(one)))


def _same(one: Column, other: Column) -> Column:
    begin = F.greatest(one["start_ts"], other["start_ts"])
    end = F.least(one["end_ts"], other["end_ts"])
    lengths = (_seconds(span["start_ts"], span["end_ts"]) for span in (one, other))
    return _seconds(begin, end) > SAME * F.least(*lengths)


def _seconds(begin: Column, end: Column) -> Column:
    return (F.unix_micros(end) - F.unix_micros(begin)) / MICROS
