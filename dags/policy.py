"""Train, evaluate, replay the log through the candidate, and promote it if the gate agrees."""

import pendulum
from airflow.sdk import Param, dag, task

AS_OF = "{{ params.as_of or dag_run.run_after.isoformat() }}"


@dag(
    schedule="0 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": pendulum.duration(minutes=5)},
    tags=["policy"],
    params={"as_of": Param("", type="string", description="RFC 3339; empty = when the run is due")},
    doc_md=__doc__,
)
def policy() -> None:
    """Wire the five commands that make a policy."""

    @task.bash
    def training_set() -> str:
        return f"python -m jobs.training_set --as-of {AS_OF}"

    @task.bash
    def train() -> str:
        return f"python -m jobs.train --as-of {AS_OF}"

    @task.bash
    def evaluate() -> str:
        return f"python -m jobs.evaluate --as-of {AS_OF}"

    @task.bash
    def rebuild() -> str:
        return f"python -m jobs.rebuild --as-of {AS_OF}"

    @task.bash
    def promote() -> str:
        return f"python -m jobs.promote --as-of {AS_OF}"

    training_set() >> train() >> evaluate() >> rebuild() >> promote()


policy()
