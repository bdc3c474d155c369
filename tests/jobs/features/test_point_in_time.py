"""Each athlete here is `before` but for one thing that befalls on day 15."""

from typing import Any

import pytest

from models.features.catalogue import DAILY
from tests.builders.frames import at, utc

pytestmark = pytest.mark.spark
Gold = dict[str, dict[int, Any]]
CHANGES = {
    # what -> the first row that may know of it, and a feature of that row that does
    "hrv": (15, "hrv_rmssd_ms"),
    "sleep": (15, "sleep_duration_h"),
    "steps": (16, "steps_1d"),
    "workout": (16, "load_1d"),
    "sets": (16, "e1rm_best_28d_kg"),
    "checkin": (16, "checkins_7d"),
    "plan": (16, "plans_28d"),
}


def known(row: Any) -> tuple[Any, ...]:
    """Return everything of a row but whose it is."""
    return (row.day, row.event_ts, row.imported, *(row[feature.name] for feature in DAILY))


@pytest.mark.parametrize("what", CHANGES)
def test_what_happens_on_a_day_changes_no_earlier_row(gold: Gold, what: str) -> None:
    first, _ = CHANGES[what]

    for day in range(1, first):
        assert known(gold[what][day]) == known(gold["before"][day])


@pytest.mark.parametrize("what", CHANGES)
def test_what_happened_is_known_from_its_first_row_on(gold: Gold, what: str) -> None:
    first, feature = CHANGES[what]

    assert gold[what][first][feature] != gold["before"][first][feature]
    assert gold[what][first].event_ts >= gold["before"][first].event_ts


def test_an_answer_of_the_next_day_waits_for_the_row_after_it(gold: Gold) -> None:
    told, silent = gold["answer"], gold["plan"]

    # day 15's plan was answered on day 16 at 10:00, or on its own evening
    assert told[16].completion_share_28d < silent[16].completion_share_28d
    assert told[17].completion_share_28d == silent[17].completion_share_28d
    assert told[16].last_plan_success == 0.0


def test_event_ts_is_when_the_last_used_fact_was_available(gold: Gold) -> None:
    # an evening's check-in is older than the next midnight
    assert utc(gold["talker"][2].event_ts) == at(2)
    # a night's HRV of 05:00 counts from 07:00 on, its sleep from 08:00 on
    assert utc(gold["hrv_wearer"][29].event_ts) == at(29, 7)
    assert utc(gold["before"][14].event_ts) == at(14, 8)
    # day 15 has no night, and day 14's plan was answered on day 14 at 21:00
    assert utc(gold["before"][15].event_ts) == at(15)
    # row 4 does not wait for an answer of day 4, row 5 has it
    assert utc(gold["planner"][4].event_ts) == at(4)


def test_rows_say_whether_files_told_them(gold: Gold) -> None:
    assert gold["before"][15].imported
    assert not gold["talker"][10].imported
    assert not gold["planner"][5].imported


def test_every_day_has_a_row_from_the_first_fact_to_today(gold: Gold) -> None:
    assert {tuple(sorted(days)) for days in gold.values()} == {tuple(range(1, 42))}
    assert gold["talker"][31].month == "2026-08"
    assert gold["talker"][32].month == "2026-09"
