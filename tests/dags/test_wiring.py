"""DAG files are wiring: they parse, retry, explain themselves, and each task is a command."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.settings import REPO
from models.domain.tables import TABLES

SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print(json.dumps({
    "errors": bag.import_errors,
    "dags": {d.dag_id: {
        "doc": bool(d.doc_md), "tags": sorted(d.tags),
        "tasks": {t.task_id: {
            "retries": t.retries, "pool": t.pool, "mapped": t.is_mapped, "rule": t.trigger_rule,
            "outlets": sorted(a.uri for a in t.outlets), "inlets": sorted(a.uri for a in t.inlets),
        } for t in d.tasks},
        "params": {name: d.params.get_param(name).schema for name in d.params},
        "order": [t.task_id for t in d.topological_sort()],
    } for d in bag.dags.values()},
}))
"""


def dag_bag(home: Path) -> dict[str, Any]:
    env = {**os.environ, "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    command = [sys.executable, "-c", SCRIPT, str(REPO / "dags")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=home)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_every_dag_parses_retries_and_explains_itself(tmp_path: Path) -> None:
    found = dag_bag(tmp_path)

    assert found["errors"] == {}
    dags = found["dags"]
    assert set(dags) == {"lake", "policy", "close", "experiments"}
    for dag in dags.values():
        assert dag["doc"]
        assert dag["tags"]
        assert all(task["retries"] >= 2 for task in dag["tasks"].values())
    assert dags["experiments"]["order"] == ["report"]
    assert dags["close"]["order"] == ["close_rewards", "incidents"]
    assert dags["policy"]["order"] == ["training_set", "train", "evaluate", "rebuild", "promote"]

    assert all(dag["params"]["as_of"]["format"] == "date-time" for dag in dags.values())
    check_lake(dags["lake"]["tasks"], dags["policy"]["tasks"])


def check_lake(lake: dict[str, Any], policy: dict[str, Any]) -> None:
    """Check mapping, pool and assets: every one is a table of the lake."""
    rules = {name: one["rule"] for name, one in lake.items() if one["rule"] != "all_success"}
    built = [uri.removeprefix("x-lake://") for uri in lake["build"]["outlets"]]

    assert [name for name, one in lake.items() if one["mapped"]] == ["ingest"]
    assert {name for name, one in lake.items() if one["pool"] == "spark"} == {"ingest", "build"}
    # no chunks are well, a failed one is not; a failed build stops all but the pages about it
    assert rules == {"build": "none_failed", "data_docs": "all_done"}
    assert set(built) <= {table.path for table in TABLES}
    assert policy["training_set"]["inlets"] == ["x-lake://gold/daily_features"]
    assert "x-lake://gold/daily_features" in lake["build"]["outlets"]


PARSE = """
import runpy, sys, time, warnings
warnings.simplefilter("ignore")
import pendulum
from airflow.sdk import Asset, Param, TriggerRule, dag, task
@dag(schedule=None)
def first():
    # the operators' own modules load with the first task of a process
    @task.bash
    def one():
        return "true"
    one()
first()
for file in sys.argv[1:]:
    began = time.process_time()
    runpy.run_path(file)
    print(time.process_time() - began)
"""


def test_a_dag_file_is_parsed_within_a_second(tmp_path: Path) -> None:
    files = [str(file) for file in sorted((REPO / "dags").glob("*.py"))]
    env = {**os.environ, "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    command = [sys.executable, "-c", PARSE, *files]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)

    seconds = [float(line) for line in done.stdout.splitlines()[-len(files) :]]
    assert len(seconds) == len(files) == 4
    # of the processor: what else this machine does is no fault of the file
    assert max(seconds) < 1, dict(zip(files, seconds, strict=True))


def test_dag_files_are_short() -> None:
    for file in (REPO / "dags").glob("*.py"):
        assert len(file.read_text().splitlines()) <= 80, file
