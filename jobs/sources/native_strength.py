"""A strength log that anybody can write, for apps that no parser knows.

A CSV (commas, semicolons or tabs; UTF-8, or UTF-16 with its mark) with this header, in any order:

date or start  `2026-08-01`, or `2026-08-01 07:30` (the athlete's own clock), or with a zone
               `2026-08-01T07:30:00+02:00`
exercise       its name
set            1, 2, ... within the exercise; empty: in the order of the file
reps           whole
type           normal | warmup | dropset | failure; empty: normal
weight_kg or weight_lb   empty: body weight; a bare `weight` needs `--unit`
rpe, rir       0 to 10 in half steps
notes          kept as they are; so is any other column

Needed: date or start, exercise, set, reps, and one of the weights.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from jobs.sources.containers import Stream
from jobs.sources.parsed import Parsed
from jobs.sources.quantities import Refused, unit_in
from jobs.sources.sets import Log, Said, sets
from jobs.sources.tables import rows

HEADER = {"exercise", "set", "reps"}
STARTS = {"date", "start"}
TYPES = ("normal", "warmup", "dropset", "failure")


def recognises(header: Sequence[str]) -> bool:
    """Say whether a CSV's header is the native one, whatever it says about units."""
    weighs = any(column == "weight" or unit_in(column, "weight") for column in header)
    return set(header) >= HEADER and bool(STARTS & set(header)) and weighs


def parse(stream: Stream, notes: Counter[str], unit: str | None = None) -> Iterator[Parsed]:
    """Yield the sets of a log; BrokenFile where it cannot be read on."""
    return sets(rows(stream), Log(_said, unit), notes)


def _said(named: Mapping[str, str]) -> Said:
    kind = named.get("type", "normal").strip().lower()
    if kind not in TYPES:
        raise Refused("bad_value", f"type {kind[:60]!r}")
    return Said(
        app="native",
        exercise=named.get("exercise", ""),
        start=named.get("start") or named.get("date", ""),
        set_index=named.get("set", ""),
        set_type=kind,
        reps=named.get("reps", ""),
        rpe=named.get("rpe", ""),
        rir=named.get("rir", ""),
    )
