"""The suites as jobs run them."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import typer

from expectations.suites import SUITES
from expectations.validate import SuiteFailed
from infra.settings import REPO, Settings
from jobs.contracts import FAILED, check, check_records, gated
from jobs.records import arrow_table
from jobs.tables import schema_of
from models.domain.tables import DAILY_FEATURES, POPULATION_SUMS, POSTERIOR_UPDATES
from models.policy.sums import population_sums
from tests.builders.updates import random_updates, update

AS_OF = datetime(2026, 8, 20, tzinfo=UTC)
ALONE = """
from tests.jobs.test_contracts import both_hold
from tests.conftest import settings_at
import pathlib, sys
both_hold(settings_at(pathlib.Path(sys.argv[1])))
from pyspark import SparkContext
assert SparkContext._gateway is None, "a JVM was started"
"""


def both_hold(settings: Settings) -> None:
    rows = random_updates(3, 50)
    tables = {POSTERIOR_UPDATES: rows, POPULATION_SUMS: population_sums(rows)}
    frames: dict[str, pd.DataFrame] = {
        table.path: arrow_table(some, table.record).to_pandas() for table, some in tables.items()
    }
    found = check(frames, settings, job="rebuild", as_of=AS_OF)
    assert found.held == {path: len(SUITES[path]()) for path in frames}


def test_records_are_validated_without_a_jvm(settings: Settings) -> None:
    command = [sys.executable, "-W", "ignore", "-c", ALONE, str(settings.state)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_days_on_which_nobody_has_a_row_break_no_contract(spark: Any, settings: Settings) -> None:
    none = {DAILY_FEATURES.path: spark.createDataFrame([], schema_of(DAILY_FEATURES))}
    found = check(none, settings, job="lake", as_of=AS_OF)

    # what nobody has is a warning, and stops nobody
    assert {one.severity for one in found.warnings} <= {"warning"}
    assert found.held.keys() == none.keys()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_row_that_breaks_its_contract_ends_the_command(settings: Settings) -> None:
    rows = [update(), update(event_seq=2, sign=2), update(event_seq=3, action=12), update()]
    with pytest.raises(SuiteFailed) as failed:
        check_records(rows, POSTERIOR_UPDATES, settings, job="rebuild", as_of=AS_OF)

    assert [one.column for one in failed.value.failures] == [
        "event_id, event_seq, learner",
        "action",
        "sign",
    ]
    with pytest.raises(typer.Exit) as ended, gated():
        raise failed.value
    assert ended.value.exit_code == FAILED
    (total,) = population_sums([update()])
    with pytest.raises(SuiteFailed):
        check_records(
            [total, replace(total, n=1)], POPULATION_SUMS, settings, job="rebuild", as_of=AS_OF
        )
