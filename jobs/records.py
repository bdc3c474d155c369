"""Delta tables as records without a JVM (delta-rs), for jobs of some thousand rows.

Schemas derive from the same dataclasses as Spark's (`jobs.tables`), so both engines read and
append to one table.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import pyarrow as pa

from infra.settings import Settings
from jobs.tables import exists, location
from models.domain.tables import DAILY_FEATURES, Table
from models.features.catalogue import DAILY

T = TypeVar("T")

PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}


def arrow_schema(record: type[Any]) -> pa.Schema:
    """Return the Arrow schema of a record dataclass."""
    return pa.schema(_fields(record))


def table_schema(table: Table) -> pa.Schema:
    """Return a table's Arrow schema; daily_features adds the catalogue's columns."""
    daily = DAILY if table is DAILY_FEATURES else ()
    return pa.schema(
        [*arrow_schema(table.record), *(pa.field(f.name, pa.float64()) for f in daily)]
    )


def _fields(record: type[Any]) -> list[pa.Field]:
    hints = typing.get_type_hints(record)
    return [_field(f.name, hints[f.name]) for f in dataclasses.fields(record)]


def _field(name: str, hint: Any) -> pa.Field:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = next(a for a in typing.get_args(hint) if a is not types.NoneType)
        return pa.field(name, _type(inner), nullable=True)
    return pa.field(name, _type(hint), nullable=False)


def _type(hint: Any) -> pa.DataType:
    origin = typing.get_origin(hint)
    if origin is list:
        return pa.list_(_field("element", typing.get_args(hint)[0]))
    if origin is dict:
        return pa.map_(pa.string(), _field("value", typing.get_args(hint)[1]))
    if dataclasses.is_dataclass(hint):
        return pa.struct(_fields(typing.cast(type[Any], hint)))
    return PLAIN[hint]


def arrow_table(rows: Sequence[Any], record: type[Any]) -> pa.Table:
    """Return records as columns."""
    schema = arrow_schema(record)
    columns = [
        pa.array([_plain(getattr(row, field.name)) for row in rows], type=field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and dataclasses.is_dataclass(value[0]):
        return [dataclasses.asdict(one) for one in value]
    if isinstance(value, dict):
        return list(value.items())
    return value


def records_of(table: pa.Table, record: type[T]) -> list[T]:
    """Return the rows of an Arrow table as records; columns of no field are left out."""
    names = [f.name for f in dataclasses.fields(record)]  # type: ignore[arg-type]
    nested = _nested(record)
    return [record(**_row(row, nested)) for row in table.select(names).to_pylist()]


def _nested(record: type[Any]) -> dict[str, type[Any]]:
    hints = typing.get_type_hints(record)
    lists: dict[str, Any] = {n: typing.get_args(h)[0] for n, h in hints.items() if _is_list(h)}
    return {name: lists[name] for name in lists if dataclasses.is_dataclass(lists[name])}


def _is_list(hint: Any) -> bool:
    return typing.get_origin(hint) is list


def _row(row: Mapping[str, Any], nested: Mapping[str, type[Any]]) -> dict[str, Any]:
    inner = {name: [record(**one) for one in row[name]] for name, record in nested.items()}
    return {**row, **inner}


def read_records(
    table: Table, record: type[T], settings: Settings, *, filters: Any = None
) -> list[T]:
    """Return a table's rows (`filters` as in pyarrow.parquet); none before its first write."""
    return records_of(read_columns(table, settings, filters=filters), record)


def read_columns(
    table: Table,
    settings: Settings,
    *,
    columns: list[str] | None = None,
    filters: Any = None,
) -> pa.Table:
    """Return some columns of a table as Arrow; an empty table before its first write."""
    from deltalake import DeltaTable

    if not exists(table, settings):
        empty = table_schema(table).empty_table()
        return empty.select(columns) if columns else empty
    found = DeltaTable(location(table, settings))
    return found.to_pyarrow_table(columns=columns, filters=filters)


def append_records(rows: Sequence[Any], table: Table, settings: Settings) -> None:
    """Append records to a table; nothing happens when there are none."""
    from deltalake import write_deltalake

    if rows:
        write_deltalake(
            location(table, settings),
            arrow_table(rows, table.record),
            mode="append",
            partition_by=list(table.partition) or None,
        )


def replace_records(
    rows: Sequence[Any], table: Table, settings: Settings, *, where: str | None = None
) -> None:
    """Overwrite a table, or only its rows of `where`, in one commit."""
    from deltalake import write_deltalake

    write_deltalake(
        location(table, settings),
        arrow_table(rows, table.record),
        mode="overwrite",
        predicate=where if exists(table, settings) else None,
        partition_by=list(table.partition) or None,
    )


def version_of(table: Table, settings: Settings) -> int:
    """Return a table's Delta version, -1 before its first write."""
    from deltalake import DeltaTable

    return int(DeltaTable(location(table, settings)).version()) if exists(table, settings) else -1
