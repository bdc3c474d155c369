"""Tiny frames of the lake's tables: a test names the columns it is about."""

from datetime import UTC, date, datetime, timedelta
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


def no_samples(spark: Any) -> Any:
    """Return the live samples of athletes who sent none."""
    from jobs.silver.samples import samples

    return samples(frame(spark, tables.EVENTS), people(spark, "UTC"))


def nothing_filed(spark: Any) -> tuple[Any, Any]:
    """Return the quantities and the readings of athletes who brought no file."""
    from jobs.silver import apple as apple_health
    from jobs.silver import oura

    health = frame(spark, tables.APPLE_HEALTH)
    ring = oura.readings(frame(spark, tables.OURA))
    return apple_health.quantities(health, people(spark, "UTC")), ring


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


def offering(day: int, minutes: dict[str, int], **given: Any) -> dict[str, Any]:
    """Return a row of silver.decisions, made at 08:00: catalogue_id -> planned minutes.

    Its activities have the ids 1, 2, ...
    """
    slate = [
        {
            "activity_id": number,
            "catalogue_id": name,
            "slot": number,
            "probability": 0.1,
            "planned_minutes": planned,
            "intensity": "Low",
        }
        for number, (name, planned) in enumerate(minutes.items(), 1)
    ]
    usual = {
        "user_id": "u1",
        "decision_id": f"{given.get('user_id', 'u1')}-{day}",
        "decided_at": at(day, 8),
        "slate": slate,
    }
    return usual | given


def answer(
    offered: dict[str, Any], activity_id: int, when: datetime, *, done: bool = True, **given: Any
) -> dict[str, Any]:
    """Return a row of silver.feedback about one offered activity."""
    usual = {
        "event_id": f"{when:%d%H}",
        "kind": "activity",
        "decision_id": offered["decision_id"],
        "activity_id": activity_id,
        "completed": done,
        "recorded_at": when,
    }
    return usual | given


def slept(day: int, hours: float, **given: Any) -> dict[str, Any]:
    """Return a row of silver.sleep_sessions that ended at 06:00 UTC."""
    usual = {
        "day": day_of(day),
        "asleep_h": hours,
        "end_ts": at(day, 6),
        "available_at": at(day, 8),
        "is_primary": True,
    }
    return {"user_id": "u1", "start_offset_min": 0, "utc_offset_min": 0, **usual, **given}


def workout(day: int, minutes: float, **given: Any) -> dict[str, Any]:
    """Return a row of silver.workouts that ended at 18:00; rated 5."""
    usual = {
        "duration_min": float(minutes),
        "rpe": 5.0,
        "available_at": at(day, 20),
        "is_primary": True,
    }
    return {"user_id": "u1", "day": day_of(day), **usual, **given}


def lift(day: int, reps: int, kg: float, **given: Any) -> dict[str, Any]:
    """Return a row of silver.strength_sets."""
    usual = {"reps": reps, "weight_kg": kg, "set_type": "normal", "available_at": at(day, 20)}
    return {"user_id": "u1", "day": day_of(day), **usual, **given}


def checkin(day: int, **given: Any) -> dict[str, Any]:
    """Return a row of silver.checkins at 20:00."""
    return {"user_id": "u1", "day": day_of(day), "available_at": at(day, 20), **given}


def day_of(day: int) -> date:
    return at(day).date()


def silver(spark: Any, people: Any, **rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what gold reads: the named tables' rows, the others empty."""
    from jobs.silver.totals import daily_totals

    read = (
        tables.OBSERVATIONS,
        tables.SLEEP_SESSIONS,
        tables.WORKOUTS,
        tables.STRENGTH_SETS,
        tables.CHECKINS,
        tables.DECISIONS,
        tables.FEEDBACK,
    )
    frames = {table.name: frame(spark, table, *rows.get(table.name, [])) for table in read}
    totals = daily_totals(frames[tables.OBSERVATIONS.name])
    return {tables.ATHLETES.name: people, tables.DAILY_TOTALS.name: totals, **frames}


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
