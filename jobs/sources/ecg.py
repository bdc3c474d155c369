"""An Apple ECG's CSV to one bronze record: what its head says, and figures of its voltages.

kind        `Electrocardiogram`
start_ts    when it was recorded
attributes  every line of the head under its own key, in whatever language, from the time of the
            recording on (the wearer's name and day of birth stand before it); and `startDate`,
            `classification`, `sample_rate_hz`, `unit`, `samples`, `duration_s`, and `min`, `max`,
            `rms` of the voltages, which are not kept themselves.

Keys and decimal marks are translated, the order is not: the lines are known by what they hold.
"""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jobs.sources.containers import Stream
from jobs.sources.instants import instant
from jobs.sources.parsed import BrokenFile, Parsed, Record, refuse
from jobs.sources.tables import encoding_of

KIND = "Electrocardiogram"
HEAD_LINES = 40
MAX_LINE = 4096
MAX_SAMPLES = 1_000_000
"""Half an hour at 512 Hz; Apple records 30 seconds."""
HERTZ = "hz|hertz|гц|герц|赫兹|赫茲|ヘルツ|헤르츠"
RATE = re.compile(rf"(\d{{2,5}}(?:[.,]\d+)?)\s*(?:{HERTZ})", re.IGNORECASE)
DELIMITER = re.compile(r"[,;\t]")
UNIT = re.compile(r"[µμum]?v", re.IGNORECASE)
VOLTAGE = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?")
REFUSED = "samples of an ECG refused"


def looks_like(text: str) -> bool:
    """Say whether a text begins as an ECG does: a head that names a sample rate, no table."""
    lines = text.splitlines()[:HEAD_LINES]
    pairs = [_pair(line) for line in lines]
    rates = [value for _, value in filter(None, pairs) if RATE.fullmatch(value)]
    times = [value for _, value in filter(None, pairs) if instant(value)]
    return bool(rates and times)


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield one ECG; `notes` counts what stands among the voltages and is none."""
    text = io.TextIOWrapper(io.BufferedReader(stream), encoding_of(stream.head(2)), "replace")
    head: list[tuple[str, str]] = []
    sums = _Voltages()
    broken: BrokenFile | None = None
    try:
        for line in iter(lambda: text.readline(MAX_LINE), ""):
            pair = _pair(line) if not sums.count else None
            if pair:
                _append(head, pair)
            elif line.strip():
                sums.add(line.strip())
    except BrokenFile as error:
        broken = error
    if sums.refused:
        notes[REFUSED] += sums.refused
    yield _record(head, sums)
    if broken:
        raise broken


def _append(head: list[tuple[str, str]], pair: tuple[str, str]) -> None:
    if len(head) == HEAD_LINES:
        raise BrokenFile(f"more than {HEAD_LINES} lines before the first voltage")
    head.append(pair)


class _Voltages:
    """Sums over an ECG's samples."""

    def __init__(self) -> None:
        self.count = self.refused = 0
        self.least, self.most, self.squares = math.inf, -math.inf, 0.0

    def add(self, text: str) -> None:
        if self.count + self.refused >= MAX_SAMPLES:
            raise BrokenFile(f"more than {MAX_SAMPLES} samples")
        if not VOLTAGE.fullmatch(text):
            self.refused += 1
            return
        value = float(text.replace(",", "."))
        self.count += 1
        self.least, self.most = min(self.least, value), max(self.most, value)
        self.squares += value * value


def _pair(line: str) -> tuple[str, str] | None:
    """Return a line's key and value; None for anything else, a voltage with a comma among it."""
    line = line.strip()
    if len(line) >= MAX_LINE or VOLTAGE.fullmatch(line):
        return None
    # a value may hold another file's delimiter, a key none
    found = DELIMITER.search(line)
    if not found:
        return None
    cells = next(csv.reader([line], delimiter=found[0]))
    key, value = cells[0].strip(), found[0].join(cells[1:]).strip()
    return (key, value) if key else None


def _record(head: Sequence[tuple[str, str]], sums: _Voltages) -> Parsed:
    when = next((at for at, (_, value) in enumerate(head) if instant(value)), None)
    if when is None:
        return refuse("bad_time", "an ECG without the time of its recording", "")
    if not sums.count:
        return refuse("no_samples", "an ECG without voltages", "")
    rate = next((found[1] for _, value in head if (found := RATE.fullmatch(value))), "")
    hertz = float(rate.replace(",", ".")) if rate else 0.0
    # what stands before is the wearer's name and day of birth
    kept = {key: value for key, value in head[when:] if value}
    figures = {
        "startDate": head[when][1],
        "classification": head[when + 1][1] if when + 1 < len(head) else "",
        "unit": next((value for _, value in head if UNIT.fullmatch(value)), ""),
        "sample_rate_hz": f"{hertz:g}" if hertz else "",
        "samples": str(sums.count),
        "duration_s": f"{sums.count / hertz:.3f}" if hertz else "",
        "min": f"{sums.least:g}",
        "max": f"{sums.most:g}",
        "rms": f"{math.sqrt(sums.squares / sums.count):.3f}",
    }
    told = {key: value for key, value in figures.items() if value}
    return Record(KIND, instant(head[when][1]), kept | told, "")
