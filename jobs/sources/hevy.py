"""Hevy's workout CSV to bronze records, one per set (`jobs.sources.sets`).

Hevy's own columns: `title`, `start_time`, `end_time` (`15 Sep 2025, 07:48`, in the phone's
language, or ISO), `exercise_title`, `set_index` (from 0, and from 0 again when an exercise comes
back in the same workout), `set_type` (normal, warmup, dropset, failure), `weight_kg` or
`weight_lbs`, `reps`, `rpe`, `distance_km` or `distance_miles`, `duration_seconds`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from jobs.sources.containers import Stream
from jobs.sources.parsed import Parsed
from jobs.sources.sets import Log, Said, sets
from jobs.sources.tables import rows

HEADER = {"title", "start_time", "exercise_title", "set_index", "set_type", "reps"}
TYPES = {"warmup", "dropset", "failure"}


def recognises(header: Sequence[str]) -> bool:
    """Say whether a CSV's header is Hevy's, whatever it says about units."""
    return set(header) >= HEADER


def parse(stream: Stream, notes: Counter[str], unit: str | None = None) -> Iterator[Parsed]:
    """Yield the sets of a log; BrokenFile where it cannot be read on."""
    return sets(rows(stream), Log(_said, unit), notes)


def _said(named: Mapping[str, str]) -> Said:
    kind = named.get("set_type", "").strip().lower()
    return Said(
        app="Hevy",
        workout=named.get("title", ""),
        exercise=named.get("exercise_title", ""),
        start=named.get("start_time", ""),
        end=named.get("end_time", ""),
        set_index=named.get("set_index", ""),
        set_type=kind if kind in TYPES else "normal",
        reps=named.get("reps", ""),
        rpe=named.get("rpe", ""),
        duration_s=named.get("duration_seconds", ""),
    )
