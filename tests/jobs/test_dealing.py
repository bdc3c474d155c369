import gzip
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jobs import dealing
from jobs.sources.files import LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.parts import INFLATED, cuts
from tests.builders.exports import gzipped, health, steps, zipped

pytestmark = pytest.mark.spark
SMALL = 20_000


def landed(path: Path, content: bytes) -> LandedFile:
    path.write_bytes(content)
    return LandedFile("u1", str(path), path.name, path.name.ljust(64, "0"), len(content))


def rows(read: dealing.Read) -> list[Any]:
    """Return what goes to bronze, in the key's order."""
    kept = [tuple(row) for row in read.rows.where("sink != 'outcome'").collect()]
    return sorted(kept, key=lambda row: (row[2], row[3]))


def test_a_file_in_parts_gives_the_rows_of_the_whole(
    spark: Any, tmp_path: Path, real_data: Path
) -> None:
    real = gzip.decompress((real_data / "apple_health" / "hkimport_2017_a.xml.gz").read_bytes())
    real = real[: real.rindex(b"\n <Record", 0, 500_000)] + b"</HealthData>"
    other, small = b"Name,no export\n", health(steps(1))
    torn = health(" " + steps(1), f" <!--\n {steps(2) * 300}-->\n", *[" " + steps(3)] * 300)
    files = [
        landed(tmp_path / "plain.xml", real),
        landed(tmp_path / "packed.xml.gz", gzipped(real)),
        landed(tmp_path / "x.zip", zipped({"a.txt": other, "x.xml": real, "b.xml": small})),
        landed(tmp_path / "torn.xml", torn),
        landed(tmp_path / "cut.xml", real[:100_000]),
        landed(tmp_path / "other.csv", other * 9_000),
    ]
    parts = dealing.read(spark, files, Heartbeat(str(tmp_path)), SMALL)
    whole = dealing.read(spark, files, Heartbeat(str(tmp_path)))
    try:
        assert parts.rows is not parts.kept
        assert whole.rows is whole.kept
        assert rows(parts) == rows(whole)
        assert parts.outcomes == whole.outcomes
        assert [one.status for one in whole.outcomes] == [
            "ingested", "ingested", "ingested", "ingested", "truncated", "not_an_export",
        ]  # fmt: skip
        assert whole.outcomes[0].read > 1000
    finally:
        parts.kept.unpersist()
        whole.kept.unpersist()


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_part_takes_the_same_time(count: int, packed: bool) -> None:
    ends = cuts(count, packed=packed)
    share = INFLATED if packed else 0.0
    taken = [end - (1 - share) * begin for begin, end in pairwise(ends)]

    assert (ends[0], ends[-1]) == (0.0, 1.0)
    assert taken == pytest.approx([taken[0]] * count) or not packed
