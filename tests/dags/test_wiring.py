"""DAG files are wiring: they parse, retry, explain themselves, and each task is a command."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.settings import REPO

SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print(json.dumps({
    "errors": bag.import_errors,
    "dags": {d.dag_id: {
        "doc": bool(d.doc_md), "tags": sorted(d.tags),
        "tasks": {t.task_id: {"retries": t.retries} for t in d.tasks},
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
    assert dags["policy"]["order"] == ["training_set", "train", "evaluate", "rebuild", "promote"]


def test_dag_files_are_short() -> None:
    for file in (REPO / "dags").glob("*.py"):
        assert len(file.read_text().splitlines()) <= 80, file
