"""New files dealt out to Spark's tasks, a big one in parts, and put together again.

A part trusts that a top-level element begins where it does; the part before finds out whether it
did. Where it did not, and wherever a file is damaged, the file is read again as a whole: the rows
are the same in any case (decision 0020).
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING

from jobs import bronze
from jobs.sources.files import LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.outcome import Outcome
from jobs.sources.parts import EACH, WHOLE, WORTH, Part, parts_of
from jobs.sources.staging import OUTCOME, StagedRow, staged
from jobs.sources.xml import MAX_LOST
from jobs.tables import struct_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

TASKS_PER_CORE = 4
TASK_BYTES = 1 << 20
"""Packed bytes that are worth a task (and a file of bronze) of their own."""
Share = tuple[int, Part]
"""A file's index, and which part of it."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every task is told."""

    files: tuple[LandedFile, ...]
    heartbeat: Heartbeat


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of some files."""

    rows: "DataFrame"
    """Staged rows, each numbered within its file."""
    outcomes: Sequence[Outcome]
    """In the files' order."""
    kept: "DataFrame"
    """What is held on disk until `unpersist`."""


def read(
    spark: "SparkSession", files: Sequence[LandedFile], heartbeat: Heartbeat, worth: int = WORTH
) -> Read:
    """Parse files on executors; `worth`: unpacked bytes that are worth a task of their own."""
    shares = _shares(files, spark.sparkContext.defaultParallelism, worth)
    work = Work(tuple(files), heartbeat)
    kept, found = _parsed(spark, work, shares)
    torn = {index for index, parts in enumerate(found) if not _fits(parts)}
    if torn:
        kept.unpersist()
        kept, found = _parsed(spark, work, _whole(shares, torn))
    bases = {
        f"{files[index].sha256}:{number}": base
        for index, parts in enumerate(found)
        for number, base in enumerate(accumulate(one.read for one in parts[:-1]))
    }
    return Read(numbered(kept, bases), [Outcome.of(parts) for parts in found], kept)


def _shares(files: Sequence[LandedFile], tasks: int, worth: int) -> list[Share]:
    parts = ([WHOLE] if file.topic else parts_of(Path(file.path), tasks, worth) for file in files)
    return [(index, part) for index, several in enumerate(parts) for part in several]


def _whole(shares: Iterable[Share], torn: Set[int]) -> list[Share]:
    kept = [(index, part) for index, part in shares if index not in torn]
    return sorted([*kept, *((index, WHOLE) for index in torn)])


def _parsed(
    spark: "SparkSession", work: Work, shares: Sequence[Share]
) -> tuple["DataFrame", list[list[Outcome]]]:
    """Parse shares, dealt out to tasks so that each has about the same number of bytes."""
    from pyspark import StorageLevel

    enough = max(sum(file.bytes for file in work.files) // TASK_BYTES + 1, _most_parts(shares))
    tasks = min(len(shares), enough, TASKS_PER_CORE * spark.sparkContext.defaultParallelism)
    numbers = spark.range(0, tasks, 1, tasks)
    parsed = numbers.mapInArrow(partial(_parse, work, shares, tasks), struct_of(StagedRow))
    # six tables are written from these rows; parsing them six times would be dearer than a disk
    kept = parsed.persist(StorageLevel.DISK_ONLY)
    found: list[list[Outcome]] = [[] for _ in work.files]
    for index, outcome in sorted(bronze.outcomes(kept), key=lambda one: (one[0], one[1].part)):
        found[index].append(outcome)
    return kept, found


def _most_parts(shares: Sequence[Share]) -> int:
    return max((part.of for _, part in shares), default=1)


def _parse(
    work: Work,
    shares: Sequence[Share],
    tasks: int,
    batches: Iterator["pa.RecordBatch"],
) -> Iterator["pa.RecordBatch"]:
    for batch in batches:
        for task in batch.column(0):
            yield from staged(work.files, shares[task.as_py() :: tasks], work.heartbeat)


def _fits(parts: Sequence[Outcome]) -> bool:
    """Say whether the parts of a file are what reading it whole would give."""
    if len(parts) == 1:
        return True
    lost = sum(one.rejected["malformed"] for one in parts)
    return lost <= MAX_LOST and all(one.alone and not one.damage for one in parts)


def numbered(rows: "DataFrame", bases: dict[str, int]) -> "DataFrame":
    """Return staged rows numbered within their files.

    `bases` holds, under `SHA256:NUMBER` of a part, how many rows end with it; the last has none.
    """
    from pyspark.sql import functions as F

    if not bases:
        return rows
    ordinal, part = F.col("ordinal"), F.floor(F.col("ordinal") / EACH)
    table = F.create_map(*map(F.lit, chain.from_iterable(bases.items())))
    base = table[F.concat_ws(":", "file_sha256", (part - 1).cast("string"))]
    later = (F.col("sink") != OUTCOME) & (part > 0)
    return rows.withColumn(
        "ordinal", F.when(later, ordinal - part * EACH + base).otherwise(ordinal).cast("long")
    )
