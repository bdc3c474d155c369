"""Raw exports and events to bronze, silver, gold, the online store and cohorts, every hour."""

import pendulum
from airflow.sdk import Param, dag, task

AS_OF = "{{ params.as_of or dag_run.run_after.isoformat() }}"


@dag(
    schedule="@hourly",
    start_date=pendulum.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": pendulum.duration(minutes=2)},
    tags=["lake"],
    params={
        "as_of": Param("", type="string", description="RFC 3339; empty = when the run is due"),
        "folder": Param("", type="string", description="USER_ID=PATH of one athlete's own exports"),
    },
    doc_md=__doc__,
)
def lake() -> None:
    """Wire the lake's commands."""

    @task.bash
    def build() -> str:
        folder = "{% if params.folder %}--folder '{{ params.folder }}'{% endif %}"
        return f"python -m jobs.lake --as-of {AS_OF} {folder}"

    @task.bash
    def materialize() -> str:
        return "python -m jobs.materialize"

    @task.bash
    def cohorts() -> str:
        return f"python -m jobs.cohorts --as-of {AS_OF}"

    build() >> [materialize(), cohorts()]


lake()
