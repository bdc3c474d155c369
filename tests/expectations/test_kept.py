import math
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations.docs import render
from expectations.extremes import extremes
from expectations.kept import NEWEST, Kept, results, runs
from expectations.validate import SuiteFailed, Validated, validate
from models.domain import tables
from models.features.catalogue import DAILY
from tests.builders.frames import day_of

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
Lake = Callable[..., dict[str, Any]]
PLANTED, VALUE = "planted-person-77", 298.7654321
RARE = "e1rm_best_28d_kg"
AT = datetime(2026, 9, 30, 3, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "validations", "lake", AT)


def texts(*roots: Path) -> str:
    files = [file for root in roots for file in root.rglob("*") if file.is_file()]
    assert files
    return "\n".join(file.read_text(errors="replace") for file in files)


def test_what_failed_is_named_on_the_terminal_and_never_on_a_page(
    lake: Lake, kept: Kept, tmp_path: Path
) -> None:
    bad = {"user_id": PLANTED, "day": day_of(2), "hrv_rmssd_ms": 1000 + VALUE}
    frames = lake({tables.DAILY_FEATURES: [bad, bad]}, tables.DAILY_FEATURES)
    with pytest.raises(SuiteFailed, match=f"user_id={PLANTED}") as raised:
        validate(frames, kept)
    shown = render(kept.root, tmp_path / "site")

    pages = texts(kept.root, tmp_path / "site")
    assert {f.column for f in raised.value.failures} == {"user_id, day", "hrv_rmssd_ms"}
    assert (shown, (tmp_path / "site" / "index.html").is_file()) == (1, True)
    assert PLANTED not in pages
    assert "298.76" not in pages
    # and yet the pages say what failed, and how often
    assert "hrv_rmssd_ms" in pages
    (one,) = results(runs(kept.root)[0])
    failed = [r for r in one["result"]["results"] if not r["success"]]
    assert [r["result"]["unexpected_count"] for r in failed] == [2, 2]


def test_a_feature_that_nobody_has_is_a_warning_and_stops_nobody(lake: Lake, kept: Kept) -> None:
    (frame,) = lake({}, tables.DAILY_FEATURES).values()
    nobody = frame.withColumn(RARE, frame[RARE] * None)
    found = validate({tables.DAILY_FEATURES.path: nobody}, kept)

    (warning,) = found.warnings
    assert (warning.column, warning.severity, warning.observed) == (RARE, "warning", "observed 0.0")
    (one,) = results(kept.root / kept.run)
    assert one["result"]["success"] is False


def test_extremes_see_what_the_rows_hold(lake: Lake) -> None:
    (name, missing), rest = (DAILY[0].name, DAILY[1].name), DAILY[2].name
    rows = [{name: -3.0, missing: None}, {name: math.nan}]
    (frame,) = lake({tables.DAILY_FEATURES: rows}, tables.DAILY_FEATURES).values()

    found = extremes(tables.DAILY_FEATURES.path, frame, [name, missing, rest])

    # a value that is not a number is out of every range, not missing
    assert found[name].tolist()[:2] == [-3.0, math.inf]
    assert found.isna().sum().tolist() == [0, 1, 0]


def test_a_few_rows_need_no_jvm(kept: Kept) -> None:
    row = {"event_id": "e", "user_id": "u", "experiment": "x", "arm": "rules", "by_hand": False}
    good = pd.DataFrame([row | {"assigned_at": AT, "decided_day": AT.date()}])

    assert validate({tables.ASSIGNMENTS.path: good}, kept) == Validated(
        {tables.ASSIGNMENTS.path: 8}
    )
    with pytest.raises(SuiteFailed, match="event_id=e"):
        validate({tables.ASSIGNMENTS.path: pd.concat([good, good], ignore_index=True)})


def test_only_the_newest_runs_are_kept_and_a_repeated_one_is_replaced(kept: Kept) -> None:
    empty = {"suite_name": "s", "success": True, "results": []}
    for day in range(NEWEST + 3):
        one = replace(kept, as_of=AT + timedelta(days=day))
        one.write("silver/workouts", empty)
        os.utime(kept.root / one.run, (day, day))
    one.write("silver/workouts", empty)

    found = [folder.name for folder in runs(kept.root)]
    assert len(found) == NEWEST
    assert found[0] == f"lake-{AT + timedelta(days=NEWEST + 2):%Y%m%dT%H%M%SZ}"
    assert [r["table"] for r in results(kept.root / found[0])] == ["silver/workouts"]
