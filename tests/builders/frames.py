"""Tiny frames of the lake's tables: a test names the columns it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from jobs.tables import schema_of
from models.domain import tables
from models.domain.tables import Table

MIDNIGHT = datetime(2026, 8, 1, tzinfo=UTC)


def at(day: int, hour: float = 0.0) -> datetime:
    """Return an instant; day 1 = 2026-08-01 UTC."""
    return MIDNIGHT + timedelta(days=day - 1, hours=hour)


def utc(collected: datetime) -> datetime:
    """Return what Spark's collect() gives, a wall time of this machine, as an instant."""
    return collected.astimezone(UTC)


def frame(spark: Any, table: Table, *rows: dict[str, Any]) -> Any:
    """Return rows as the table's frame; what a row does not name is null."""
    schema = schema_of(table)
    for field in schema.fields:
        field.nullable = True
    return spark.createDataFrame([[row.get(f.name) for f in schema.fields] for row in rows], schema)


def vendor(spark: Any, table: Table, *records: dict[str, Any]) -> Any:
    """Return bronze records of athlete u1: `kind`, `start_ts` and the attributes of each."""
    rows = [
        {
            "user_id": record.pop("user_id", "u1"),
            "file_sha256": "f",
            "ordinal": number,
            "kind": record.pop("kind"),
            "start_ts": record.pop("start_ts", None),
            "attributes": {k: v for k, v in record.items() if v is not None},
            "raw": "",
        }
        for number, record in enumerate(dict(record) for record in records)
    ]
    return frame(spark, table, *rows)


def people(spark: Any, *zones: str) -> Any:
    """Return athletes u1, u2, ... with these time zones."""
    rows = [{"user_id": f"u{n}", "timezone": zone} for n, zone in enumerate(zones, 1)]
    return frame(spark, tables.ATHLETES, *rows)


def apple(kind: str, start: datetime, minutes: float, **attributes: str) -> dict[str, Any]:
    """Return a record of an Apple export, written with the offset +0000."""
    end = start + timedelta(minutes=minutes)
    return {
        "kind": kind,
        "start_ts": start,
        "startDate": f"{start:%Y-%m-%d %H:%M:%S} +0000",
        "endDate": f"{end:%Y-%m-%d %H:%M:%S} +0000",
        "sourceName": "Watch",
        **attributes,
    }


def slumber(stage: str, start: datetime, hours: float, source: str = "Watch") -> dict[str, Any]:
    """Return a sleep record."""
    return apple(
        "HKCategoryTypeIdentifierSleepAnalysis",
        start,
        hours * 60,
        value=f"HKCategoryValueSleepAnalysis{stage}",
        sourceName=source,
    )


def measured(metric: str, end: datetime, value: float, **given: Any) -> dict[str, Any]:
    """Return a row of silver.observations."""
    usual = {
        "user_id": "u1",
        "metric": metric,
        "start_ts": end,
        "end_ts": end,
        "available_at": end + timedelta(hours=2),
        "utc_offset_min": 0,
        "value": value,
        "source": "Watch",
        "is_primary": True,
    }
    return usual | given
