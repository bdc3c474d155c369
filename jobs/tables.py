"""Delta tables as Spark sees them: schema from the record, path from the settings."""

import dataclasses
import types
import typing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.settings import Settings
from models.domain.tables import DAILY_FEATURES, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType


def location(table: Table, settings: Settings) -> str:
    """Return the table's folder (or object-store prefix)."""
    return f"{settings.lake.rstrip('/')}/{table.path}"


def struct_of(record: type[Any]) -> "StructType":
    """Return the Spark schema of a record dataclass."""
    from pyspark.sql.types import StructField, StructType

    hints = typing.get_type_hints(record)
    return StructType(
        [StructField(f.name, *_type(hints[f.name])) for f in dataclasses.fields(record)]
    )


def schema_of(table: Table) -> "StructType":
    """Return the table's schema; daily_features adds the catalogue's columns."""
    struct = struct_of(table.record)
    if table is DAILY_FEATURES:
        from pyspark.sql.types import DoubleType

        from models.features.catalogue import DAILY

        for feature in DAILY:
            struct = struct.add(feature.name, DoubleType(), nullable=True)
    return struct


def _type(hint: Any) -> "tuple[DataType, bool]":
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(a for a in typing.get_args(hint) if a is not types.NoneType)
        return _type(inner)[0], True
    return _plain(hint, origin), False


def _plain(hint: Any, origin: Any) -> "DataType":
    from pyspark.sql import types as t

    if origin is list:
        element, nullable = _type(typing.get_args(hint)[0])
        return t.ArrayType(element, nullable)
    if origin is typing.Literal:
        return t.StringType()
    if origin is dict:
        value, nullable = _type(typing.get_args(hint)[1])
        return t.MapType(t.StringType(), value, nullable)
    if dataclasses.is_dataclass(hint):
        return struct_of(typing.cast(type[Any], hint))
    return {
        str: t.StringType(),
        int: t.LongType(),
        float: t.DoubleType(),
        bool: t.BooleanType(),
        bytes: t.BinaryType(),
        datetime: t.TimestampType(),
        date: t.DateType(),
    }[hint]


def exists(table: Table, settings: Settings) -> bool:
    """Return whether the table has been created; a local lake is asked without Spark."""
    # its folder is there a moment before its first commit
    return any((Path(location(table, settings)) / "_delta_log").glob("*.json"))


def read(spark: "SparkSession", table: Table, settings: Settings) -> "DataFrame":
    """Return the table, or an empty frame of its schema before its first write."""
    from delta.tables import DeltaTable

    path = location(table, settings)
    if not DeltaTable.isDeltaTable(spark, path):
        return spark.createDataFrame([], schema_of(table))
    return spark.read.format("delta").load(path)


def append(frame: "DataFrame", table: Table, settings: Settings) -> None:
    """Append rows, in the schema's column order."""
    columns = [field.name for field in schema_of(table)]
    writer = frame.select(*columns).write.format("delta").mode("append")
    writer.partitionBy(*table.partition).save(location(table, settings))


def replace(
    frame: "DataFrame",
    table: Table,
    settings: Settings,
    *,
    where: str | None = None,
    note: str = "",
) -> None:
    """Overwrite the table, or only the rows of `where` (Delta `replaceWhere`).

    The commit carries `note` as its user metadata.
    """
    columns = [field.name for field in schema_of(table)]
    writer = frame.select(*columns).write.format("delta").mode("overwrite")
    # a lake from before a column was added gets it with the next rebuild
    writer = writer.option("mergeSchema", "true")
    if note:
        writer = writer.option("userMetadata", note)
    if where and exists(table, settings):
        writer = writer.option("replaceWhere", where)
    writer.partitionBy(*table.partition).save(location(table, settings))


def read_arrow(table: Table, settings: Settings) -> Any:
    """Return the table as a pyarrow table without a JVM (delta-rs), for jobs of a few rows."""
    from deltalake import DeltaTable

    return DeltaTable(location(table, settings)).to_pyarrow_table()
