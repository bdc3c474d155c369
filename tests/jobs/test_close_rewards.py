from datetime import timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.close_rewards import Undelivered, closes, publish
from jobs.records import append_records
from models.domain.tables import EVENTS
from tests.builders.decisions import NOON, closed, decision, said
from tests.builders.history import event_records

PLAN = decision()
DUE = NOON + timedelta(hours=36)


def lake(settings: Settings, *records: Any) -> Settings:
    append_records(event_records(records), EVENTS, settings)
    return settings


def test_a_decision_is_closed_after_36_hours_and_not_before(settings: Settings) -> None:
    lake(settings, PLAN, said(PLAN, 1, done=True))

    assert closes(settings, DUE - timedelta(seconds=1)) == []
    found = closes(settings, DUE)
    assert [one.decision_id for one in found] == [PLAN.decision_id]


def test_closing_twice_makes_the_same_event(settings: Settings) -> None:
    lake(settings, PLAN)

    assert closes(settings, DUE) == closes(settings, DUE + timedelta(days=2))


def test_a_closed_decision_is_left_alone(settings: Settings) -> None:
    assert closes(lake(settings, PLAN, closed(PLAN)), DUE) == []


def test_an_empty_lake_has_nothing_to_close(settings: Settings) -> None:
    assert closes(settings, DUE) == []


def test_a_broker_that_is_away_is_an_error_not_silence(settings: Settings) -> None:
    lake(settings, PLAN)

    with pytest.raises(Undelivered, match="1 of 1"):
        publish("127.0.0.1:1", closes(settings, DUE), seconds=0.5)
