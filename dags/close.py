"""Close the rewards whose 36 hours have passed and write the ledger of incidents, every hour.

Running it twice changes nothing.
"""

import pendulum
from airflow.sdk import Param, dag, task

AS_OF = "{{ params.as_of or dag_run.run_after.isoformat() }}"
RFC_3339 = r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"


@dag(
    schedule="15 * * * *",
    start_date=pendulum.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": pendulum.duration(minutes=2)},
    tags=["learning"],
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
def close() -> None:
    """Wire the two commands."""

    @task.bash
    def close_rewards() -> str:
        return f"python -m jobs.close_rewards --as-of {AS_OF}"

    @task.bash
    def incidents() -> str:
        return f"python -m jobs.incidents --as-of {AS_OF}"

    close_rewards() >> incidents()


close()
