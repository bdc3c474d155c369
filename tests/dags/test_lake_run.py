"""The DAG `lake` as Airflow runs it, with a `python` that only writes down what it was asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.settings import REPO

AS_OF = "2026-09-30T03:00:00+00:00"
PYTHON = """#!/bin/sh
echo "$@" >> {log}
case "$*" in
  *jobs.chunks*) echo '{{"new_files": 0, "chunks": {chunks}}}' ;;
esac
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return Airflow's folder with a database; no pool but the default one."""
    folder = tmp_path_factory.mktemp("airflow")
    airflow(folder, "db", "migrate")
    return folder


def airflow(home: Path, *words: str, first: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = [str(first)] if first else []
    env = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPO / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PATH": os.pathsep.join([*paths, os.environ["PATH"]]),
    }
    command = [str(Path(sys.executable).parent / "airflow"), *words]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=False)


def ran(home: Path, folder: Path, chunks: list[str]) -> list[str]:
    """Run the DAG once; return its commands in order."""
    log, python = folder / "log", folder / "python"
    python.write_text(PYTHON.format(log=log, chunks=json.dumps(chunks)))
    python.chmod(0o755)
    conf = json.dumps({"as_of": AS_OF, "folder": "me=/exports"})
    done = airflow(home, "dags", "test", "lake", "--conf", conf, first=folder)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return log.read_text().splitlines()


BUILD = f"-m jobs.lake --as-of {AS_OF} --folder me=/exports"
AFTER = {"-m jobs.materialize", f"-m jobs.cohorts --as-of {AS_OF}", "-m jobs.data_docs"}


def test_few_files_skip_the_chunks_and_the_build_reads_them(home: Path, tmp_path: Path) -> None:
    plan, build, *after = ran(home, tmp_path, [])

    assert (plan, build) == ("-m jobs.chunks", BUILD)
    assert set(after) == AFTER


def test_each_chunk_is_a_task_before_the_build(home: Path, tmp_path: Path) -> None:
    plan, *chunks, build = ran(home, tmp_path, ["1/2", "2/2"])[:4]

    assert (plan, build) == ("-m jobs.chunks", BUILD)
    assert sorted(chunks) == [f"-m jobs.ingest --chunk {n}/2 --as-of {AS_OF}" for n in (1, 2)]


def test_a_backfills_run_stands_at_its_own_time(home: Path) -> None:
    span = ("--from-date", AS_OF, "--to-date", AS_OF)
    told = [
        airflow(home, *words)
        for words in (
            ("dags", "reserialize"),
            ("backfill", "create", "--dag-id", "lake", *span, "--max-active-runs", "1"),
            ("dags", "list-runs", "lake", "--state", "queued", "-o", "json"),
        )
    ]

    assert [one.returncode for one in told] == [0, 0, 0], told[-1].stdout + told[-1].stderr
    (run,) = json.loads(told[-1].stdout.splitlines()[-1])
    # the commands' `--as-of`; one time gives the same rows: tests/jobs/test_lake_again.py
    assert "dag_run.run_after.isoformat()" in (REPO / "dags" / "lake.py").read_text()
    assert run["run_after"] == AS_OF


@pytest.mark.parametrize("conf", [{"as_of": "yesterday"}, {"folder": "me=/it's"}])
def test_a_param_that_does_not_fit_its_schema_is_refused(home: Path, conf: dict[str, str]) -> None:
    done = airflow(home, "dags", "test", "lake", "--conf", json.dumps(conf))

    assert done.returncode != 0
    assert "Invalid input for param" in done.stdout + done.stderr
