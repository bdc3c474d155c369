from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.chunks import FILES, MOST, chunks
from jobs.ingest import ingest, new_files
from jobs.landing import Landing, share_of
from jobs.records import read_records
from models.domain import tables
from models.domain.rows import BronzeRecord, RawFile
from tests.builders.exports import HEVY, SQUAT

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)


def landed(root: Path, files: int) -> Landing:
    """Land a set for each of some athletes, and one file that is none."""
    for number in range(files):
        file = root / "athletes" / f"u{number}" / "hevy.csv"
        file.parent.mkdir(parents=True)
        file.write_text(HEVY + SQUAT.replace("Squat", f"Squat {number}"))
    (root / "athletes" / "u0" / "junk.bin").write_bytes(b"\0junk")
    return Landing(root)


def test_few_files_are_worth_no_chunk_and_many_no_more_than_eight() -> None:
    assert [len(chunks(n)) for n in (0, FILES - 1, FILES, FILES + 1, 100 * FILES)] == [
        *(0, 0, 1, 2),
        MOST,
    ]
    assert chunks(2 * FILES) == ["1/2", "2/2"]


def test_every_file_is_in_one_chunk_whatever_was_read(tmp_path: Path) -> None:
    landing = landed(tmp_path, 30)
    parts = [Landing(tmp_path, share=share_of(f"{place}/3")).files() for place in (1, 2, 3)]

    assert sorted(file.path for part in parts for file in part) == sorted(
        file.path for file in landing.files()
    )
    assert all(parts)


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0"])
def test_a_chunk_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="--chunk is I/N"):
        share_of(text)


@pytest.mark.spark
def test_chunks_read_beside_each_other_store_everything_once(
    spark: Any, settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "landing"
    landed(root, 24)

    def read(chunk: str) -> Any:
        return ingest(spark, settings, Landing(root, share=share_of(chunk)), AS_OF)

    # the tables are not there yet: both chunks create them
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(read, ["1/3", "2/3", "3/3"]))

    sets = read_records(tables.STRENGTH, BronzeRecord, settings)
    files = read_records(tables.RAW_FILES, RawFile, settings)
    assert sorted(row.user_id for row in sets) == sorted(f"u{n}" for n in range(24))
    assert len({(row.user_id, row.sha256) for row in files}) == len(files) == 25
    # the file that is no export is a row of the archive, and its chunk has not failed
    assert [f["name"] for r in reports for f in r.refused] == ["junk.bin"]
    assert new_files(Landing(root), settings) == []
