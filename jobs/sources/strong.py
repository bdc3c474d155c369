"""Strong's workout CSV to bronze records, one per set (`jobs.sources.sets`).

Three headers, told apart by their names alone: iOS (commas, no unit anywhere: the owner is asked),
Android and older (semicolons, `Weight Unit` and `Distance Unit`, decimal commas), and since 2024
`Weight (kg)` with `Duration (sec)`. `Duration` is `1h 5m`, `38min` or seconds. `Set Order` is a
number or a letter (W warm-up, D drop set, F failure), and says `Rest Timer` or `Note` in rows that
are no sets: those are counted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from jobs.sources.containers import Stream
from jobs.sources.parsed import Parsed
from jobs.sources.quantities import Refused
from jobs.sources.sets import Log, Said, sets
from jobs.sources.tables import rows
from jobs.sources.wall_times import seconds_of

HEADER = {"Date", "Workout Name", "Exercise Name", "Set Order", "Reps"}
LASTED = ("Duration", "Duration (sec)", "Workout Duration")
ORDER = re.compile(r"([WDF]?)(\d{0,3})", re.ASCII)
TYPES = {"W": "warmup", "D": "dropset", "F": "failure", "": "normal"}
NO_SETS = {"rest timer": "rest timer rows", "note": "note rows"}


def recognises(header: Sequence[str]) -> bool:
    """Say whether a CSV's header is Strong's, whatever it says about units."""
    return set(header) >= HEADER


def parse(stream: Stream, notes: Counter[str], unit: str | None = None) -> Iterator[Parsed]:
    """Yield the sets of a log; BrokenFile where it cannot be read on."""
    return sets(rows(stream), Log(_said, unit), notes)


def _said(named: Mapping[str, str]) -> Said | str:
    order = named.get("Set Order", "").strip()
    if order.lower() in NO_SETS:
        return NO_SETS[order.lower()]
    found = ORDER.fullmatch(order.upper())
    if found is None:
        raise Refused("bad_value", f"Set Order {order[:60]!r}")
    letter, place = found.groups()
    lasted = next((named[column] for column in LASTED if column in named), "")
    return Said(
        app="Strong",
        workout=named.get("Workout Name", ""),
        exercise=named.get("Exercise Name", ""),
        start=named.get("Date", ""),
        lasted_s=seconds_of(lasted),
        set_index=place,
        set_type=TYPES[letter],
        reps=named.get("Reps", ""),
        rpe=named.get("RPE", ""),
        duration_s=named.get("Seconds", ""),
    )
