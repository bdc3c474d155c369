"""The lake's job killed anywhere and run again, and a past day built twice: the same rows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.kept import results, runs
from infra.settings import REPO, Settings
from jobs.lake import build
from jobs.landing import Landing
from jobs.layers import SILVER
from jobs.records import read_columns
from jobs.regions import EVERYTHING
from jobs.simulate import Span, simulate
from jobs.tables import exists, read
from models.domain import tables
from models.domain.tables import Table
from tests.conftest import settings_at

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
AS_OF = "2026-08-10T03:00:00+00:00"
PATIENCE_S = 300
BRONZE = (tables.APPLE_HEALTH, tables.OURA, tables.STRENGTH, tables.EVENTS, tables.RAW_FILES)
BUILT = (*BRONZE, *SILVER, tables.DAILY_FEATURES)


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, Span(seed=7, start=date(2026, 8, 1), days=10), 2)
    return folder


def killed(settings: Settings, landing: Path, at: Callable[[], bool]) -> None:
    """Run the job as a process of its own and kill it when it is there."""
    words = ["-m", "jobs.lake", "--as-of", AS_OF, "--landing", str(landing)]
    env = {**os.environ, "FITLOOP_STATE": str(settings.state)}
    with subprocess.Popen(
        [sys.executable, *words], env=env, cwd=REPO, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as job:  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while not at():
            assert job.poll() is None, "the job ended before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.002)
        # its JVM and its workers with it
        os.killpg(job.pid, signal.SIGKILL)
        job.wait()


def rows(spark: Any, settings: Settings) -> dict[str, list[str]]:
    """Return each table's rows as sorted text."""
    return {table.path: text(spark, table, settings) for table in BUILT}


def text(spark: Any, table: Table, settings: Settings) -> list[str]:
    from pyspark.sql import functions as F

    found = read(spark, table, settings)
    return sorted(row[0] for row in found.select(F.to_json(F.struct("*"))).collect())


def check_bronze(settings: Settings) -> None:
    """Check that every record of the archive's files is there, and once."""
    records = [
        read_columns(table, settings, columns=list(table.key)).to_pylist() for table in BRONZE[:4]
    ]
    archive = read_columns(tables.RAW_FILES, settings, columns=["user_id", "sha256", "records"])

    keys = [(place, *row.values()) for place, rows in enumerate(records) for row in rows]
    files = [(row["user_id"], row["sha256"]) for row in archive.to_pylist()]
    assert len(keys) == len(set(keys)) == sum(archive.column("records").to_pylist()) > 0
    assert len(files) == len(set(files)) > 0


@pytest.mark.long
def test_killed_twice_and_built_twice_it_is_as_if_nothing_had_happened(
    spark: Any, landing: Path, tmp_path: Path
) -> None:
    whole, broken = settings_at(tmp_path / "whole"), settings_at(tmp_path / "broken")
    broken.state.mkdir()
    at = datetime.fromisoformat(AS_OF).astimezone(UTC)

    killed(broken, landing, lambda: exists(tables.APPLE_HEALTH, broken))
    # inside bronze: no file counts as read yet
    assert not exists(tables.RAW_FILES, broken)
    killed(broken, landing, lambda: exists(tables.RAW_FILES, broken))
    # between bronze and silver
    assert not exists(tables.DAILY_FEATURES, broken)

    after = build(spark, broken, Landing(landing), at)
    once = build(spark, whole, Landing(landing), at)
    first = rows(spark, whole)
    twice = build(spark, whole, Landing(landing), at, EVERYTHING)

    check_bronze(broken)
    assert rows(spark, broken) == first
    assert rows(spark, whole) == first
    hashes = [list(facts["content_hash"].values()) for facts in (once, twice, after)]
    assert hashes[0] == hashes[1] == hashes[2] != []
    assert all(len(found) == len(set(found)) > 0 for found in first.values() if found)
    # both runs of one time are one run of validations, a result for each table
    (run,) = runs(whole.state / "validations")
    assert {one["table"] for one in results(run)} == {
        table.path for table in (*SILVER, tables.DAILY_FEATURES)
    }
