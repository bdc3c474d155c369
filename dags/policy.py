"""Train, evaluate, replay the log through the candidate, and promote it if the gate agrees."""

import pendulum
from airflow.sdk import Asset, Param, dag, task

AS_OF = "{{ params.as_of or dag_run.run_after.isoformat() }}"
RFC_3339 = r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
FEATURES = Asset(name="gold/daily_features", uri="x-lake://gold/daily_features")


@dag(
    schedule="0 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": pendulum.duration(minutes=5)},
    tags=["policy"],
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            pattern=RFC_3339,
            description="RFC 3339; empty = when the run is due",
        )
    },
    doc_md=__doc__,
)
def policy() -> None:
    """Wire the five commands that make a policy."""

    # told, not waited for: an asset would start a training every hour and for each backfilled day
    @task.bash(pool="spark", inlets=[FEATURES])
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
