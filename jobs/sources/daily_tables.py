"""Daily tables of research wearables to bronze records, through declared columns.

kind        the table's name (TABLES)
start_ts    the noon of the day, read as UTC: the tables know no zone; the moment where one is told
attributes  every cell that is not empty, under the table's own header, and added here
            `participant` and `day` (ISO)
raw         the row's cells as a JSON list

A table holds many people: each becomes an athlete of its own (`surrogate`). Whole rows that repeat
an earlier one are counted and left out.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import NAMESPACE_URL, UUID, uuid5

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile, Parsed, Record, refuse
from jobs.sources.quantities import Refused, number
from jobs.sources.sets import EMPTY, YEARS, named_of
from jobs.sources.tables import Row, peeked_header, rows


@dataclass(frozen=True, slots=True)
class Mapped:
    """A metric of silver.observations and the columns whose sum it is."""

    metric: str
    columns: tuple[str, ...]
    factor: float = 1.0
    """From the column's unit to the metric's."""
    if_worn: bool = False
    """Zero where nobody wore the device (facts.md 11): believed on worn days only."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """The columns of a night, with their factors to hours."""

    asleep: str
    asleep_factor: float
    in_bed: str
    in_bed_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTable:
    """What a study's table looks like, and what its columns mean."""

    name: str
    source: str
    """The study, as silver names its source."""
    known_by: frozenset[str]
    """Columns that no other table has together."""
    participants: tuple[str, ...]
    """Names under which the participant's column is published."""
    day: str
    formats: tuple[str, ...]
    """Of the day, for strptime."""
    metrics: tuple[Mapped, ...] = ()
    sleep: Sleep | None = None
    worn: str = ""
    """The column that is above zero on a day somebody wore the device."""
    timed: bool = False
    """The day's column says the moment."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the columns that something is made of."""
        slept = (self.sleep.asleep, self.sleep.in_bed) if self.sleep else ()
        return tuple(column for one in self.metrics for column in one.columns) + slept


FITABASE = ("Id", "Customer Id")
AMERICAN = ("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")
TABLES = (
    DailyTable(
        name="lifesnaps_daily",
        source="LifeSnaps",
        known_by=frozenset({"nightly_temperature", "rmssd", "full_sleep_breathing_rate"}),
        participants=("id",),
        day="date",
        formats=("%Y-%m-%d",),
        worn="steps",
        metrics=(
            Mapped("steps", ("steps",), if_worn=True),
            Mapped("distance_m", ("distance",), if_worn=True),
            Mapped(
                "exercise_min", ("moderately_active_minutes", "very_active_minutes"), if_worn=True
            ),
            Mapped("heart_rate_bpm", ("bpm",)),
            Mapped("resting_hr_bpm", ("resting_hr",)),
            Mapped("hrv_rmssd_ms", ("rmssd",)),
            Mapped("temperature_deviation_c", ("daily_temperature_variation",)),
            Mapped("respiratory_rate", ("full_sleep_breathing_rate",)),
            Mapped("spo2", ("spo2",), 0.01),
            Mapped("vo2max_ml_min_kg", ("filteredDemographicVO2Max",)),
        ),
        sleep=Sleep("minutesAsleep", 1 / 60, "sleep_duration", 1 / 3_600_000),
    ),
    DailyTable(
        name="fitabase_daily_activity",
        source="Fitabase",
        known_by=frozenset({"ActivityDate", "TotalSteps", "TotalDistance"}),
        participants=FITABASE,
        day="ActivityDate",
        formats=AMERICAN,
        worn="TotalSteps",
        metrics=(
            Mapped("steps", ("TotalSteps",), if_worn=True),
            Mapped("distance_m", ("TotalDistance",), 1000.0, if_worn=True),
            Mapped("exercise_min", ("FairlyActiveMinutes", "VeryActiveMinutes"), if_worn=True),
        ),
    ),
    DailyTable(
        name="fitabase_sleep_day",
        source="Fitabase",
        known_by=frozenset({"SleepDay", "TotalMinutesAsleep", "TotalTimeInBed"}),
        participants=FITABASE,
        day="SleepDay",
        formats=AMERICAN,
        sleep=Sleep("TotalMinutesAsleep", 1 / 60, "TotalTimeInBed", 1 / 60),
    ),
    DailyTable(
        name="fitabase_weight_log",
        source="Fitabase",
        known_by=frozenset({"WeightKg", "BMI", "IsManualReport"}),
        participants=FITABASE,
        day="Date",
        formats=AMERICAN,
        metrics=(Mapped("body_mass_kg", ("WeightKg",)),),
        timed=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
REPEATED = "duplicate rows"
BELOW_ZERO = {"daily_temperature_variation"}


def table_of(header: Sequence[str]) -> DailyTable | None:
    """Return the declared table with this header; None for none."""
    names = set(header)
    for table in TABLES:
        people = names & set(table.participants)
        if people and table.day in names and table.known_by <= names:
            return table
    return None


def surrogate(user_id: str, record: Record) -> str:
    """Return the stable id of a record's participant, below the athlete who imports the study."""
    try:
        importer = UUID(user_id)
    except ValueError:
        importer = uuid5(NAMESPACE_URL, user_id)
    # two studies both have a participant 1
    study = BY_NAME[record.kind].source
    return str(uuid5(importer, f"{study}:{record.attributes['participant']}"))


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield a table's rows; `notes` counts repeated ones; BrokenFile where it cannot be read on."""
    table = table_of(peeked_header(stream))
    if table is None:
        raise BrokenFile("no table that is declared")
    seen: set[bytes] = set()
    for row in rows(stream):
        digest = blake2b(
            "\x1f".join(row.cells).encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()
        if not row.cells:
            notes[EMPTY] += 1
        elif digest in seen:
            notes[REPEATED] += 1
        else:
            seen.add(digest)
            yield _record(row, table)


def _record(row: Row, table: DailyTable) -> Parsed:
    try:
        named = named_of(row)
        participant = _participant(named, table)
        time = _time(named.get(table.day, ""), table)
        _check(named, table)
    except Refused as refused:
        return refuse(refused.reason, refused.detail, row.refused())
    noon = time if table.timed else time.replace(hour=12, minute=0, second=0)
    added = {"participant": participant, "day": time.date().isoformat()}
    return Record(
        table.name,
        noon.replace(tzinfo=UTC),
        named | added,
        json.dumps(row.cells, ensure_ascii=False),
    )


def _participant(named: Mapping[str, str], table: DailyTable) -> str:
    for column in table.participants:
        if named.get(column, "").strip():
            return named[column].strip()
    raise Refused("no_participant", f"no value under {' or '.join(table.participants)}")


def _time(text: str, table: DailyTable) -> datetime:
    for form in table.formats:
        try:
            time = datetime.strptime(text.strip(), form)  # noqa: DTZ007 the tables know no zone
        except ValueError:
            continue
        if time.year in YEARS:
            return time
    raise Refused("bad_time", f"{table.day} {text[:60]!r}")


def _check(named: Mapping[str, str], table: DailyTable) -> None:
    """Raise Refused for a row whose figures are none, or below zero where nothing can be."""
    for column in table.numbers:
        text = named.get(column, "0")
        below = number(text, column) < 0 and column not in BELOW_ZERO
        # these tables are written by programs: a comma is a mistake of whoever resaved them
        if below or "," in text:
            raise Refused("bad_value", f"{column} {text[:60]!r}")
