"""FitNotes' CSV to bronze records, one per set (`jobs.sources.sets`).

Android: `Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time[,Comment]`, or
`Weight` with `Weight Unit`: a date only, and sets without numbers, which file order gives.
iOS: `Name,StartTime,EndTime,...,Status,IsWarmup,RPE,RIR,Categories,Note`: instants in Z, decimal
commas, no unit (the owner is asked); sets whose `Status` is neither Done nor Failed were not lifted
and are counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from jobs.sources.containers import Stream
from jobs.sources.parsed import Parsed
from jobs.sources.quantities import Refused
from jobs.sources.sets import Log, Said, sets
from jobs.sources.tables import rows
from jobs.sources.wall_times import seconds_of

ANDROID = {"Date", "Exercise", "Category", "Reps"}
IOS = {"StartTime", "Exercise", "IsWarmup", "Status", "Reps"}
LIFTED = {"", "done", "failed"}
YES = {"true", "yes", "1"}


def recognises(header: Sequence[str]) -> bool:
    """Say whether a CSV's header is one of FitNotes', whatever it says about units."""
    return set(header) >= ANDROID or set(header) >= IOS


def parse(stream: Stream, notes: Counter[str], unit: str | None = None) -> Iterator[Parsed]:
    """Yield the sets of a log; BrokenFile where it cannot be read on."""
    return sets(rows(stream), Log(_said, unit), notes)


def _said(named: Mapping[str, str]) -> Said | str:
    status = named.get("Status", "").strip().lower()
    if status not in LIFTED:
        return "sets not done"
    return Said(
        app="FitNotes",
        workout=named.get("Name", ""),
        exercise=named.get("Exercise", ""),
        start=named.get("StartTime") or named.get("Date", ""),
        end=named.get("EndTime", ""),
        set_type=_type(status, named.get("IsWarmup", "")),
        reps=named.get("Reps", ""),
        rpe=named.get("RPE", ""),
        rir=named.get("RIR", ""),
        duration_s=_seconds(named.get("Time", "")),
    )


def _type(status: str, warmup: str) -> str:
    if warmup.strip().lower() in YES:
        return "warmup"
    return "failure" if status == "failed" else "normal"


def _seconds(text: str) -> str:
    if not text:
        return ""
    found = seconds_of(text)
    if found is None:
        raise Refused("bad_value", f"Time {text[:60]!r}")
    return f"{found:.10g}"
