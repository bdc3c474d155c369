"""Raw exports and events to bronze, silver, gold, the online store and cohorts, every hour.

`plan` counts new files: from a thousand on they are read in up to eight chunks, below that `build`
reads them itself. A bad file is a row of `bronze.raw_files`, never a failed task. `build` validates
each layer before the next is made; a critical expectation that fails ends it with 2 and names the
rows. Every task may be killed and run again: what is written is there as a whole or not at all.

A past day again: trigger with `as_of` = its time. The same bronze and the same `as_of` give the
same rows (`content_hash` in the facts). An Airflow backfill needs `--max-active-runs 1`.
"""

import json

import pendulum
from airflow.sdk import Asset, Param, TriggerRule, dag, task

AS_OF = "{{ params.as_of or dag_run.run_after.isoformat() }}"
RFC_3339 = r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
TABLES = ("silver/observations", "silver/athletes", "gold/daily_features")


@dag(
    schedule="@hourly",
    start_date=pendulum.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": pendulum.duration(minutes=2)},
    tags=["lake"],
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            pattern=RFC_3339,
            description="RFC 3339; empty = when the run is due",
        ),
        "folder": Param(
            "",
            type="string",
            pattern=r"^$|^[\w.-]+=[^']+$",
            description="USER_ID=PATH of one athlete's own exports",
        ),
    },
    doc_md=__doc__,
)
def lake() -> None:
    """Wire the lake's commands."""
    outlets = [Asset(name=name, uri=f"x-lake://{name}") for name in TABLES]

    @task.bash(output_processor=lambda line: json.loads(line)["chunks"])
    def plan() -> str:
        return "python -m jobs.chunks"

    @task.bash(pool="spark")
    def ingest(chunk: str) -> str:
        return f"python -m jobs.ingest --chunk {chunk} --as-of {AS_OF}"

    # with no chunks `ingest` is skipped, and that is well
    @task.bash(pool="spark", trigger_rule=TriggerRule.NONE_FAILED, outlets=outlets)
    def build() -> str:
        folder = "{% if params.folder %}--folder '{{ params.folder }}'{% endif %}"
        return f"python -m jobs.lake --as-of {AS_OF} {folder}"

    @task.bash
    def materialize() -> str:
        return "python -m jobs.materialize"

    @task.bash
    def cohorts() -> str:
        return f"python -m jobs.cohorts --as-of {AS_OF}"

    @task.bash(trigger_rule=TriggerRule.ALL_DONE)  # above all when the build has failed
    def data_docs() -> str:
        return "python -m jobs.data_docs"

    ingest.expand(chunk=plan()) >> build() >> [materialize(), cohorts(), data_docs()]


lake()
