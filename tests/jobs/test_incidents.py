"""The ledger: what was told and what the body says, with the plans before it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from infra.settings import Settings
from jobs import incidents
from jobs.incidents import facts_of, ledger, main
from jobs.records import append_records, read_records, table_schema
from jobs.tables import location
from models.domain.decisions import Removal
from models.domain.events import AthleteEvent
from models.domain.incidents import Incident
from models.domain.tables import DAILY_FEATURES, EVENTS, INCIDENTS
from tests.builders.chronicles import profile_event
from tests.builders.decisions import NOON, decision, slot
from tests.builders.history import event_records

SOON = NOON + timedelta(days=40)
HURT = [Removal(kind="activity", id="squat-ladder", reason="injury_knee")]


def told(at: datetime, level: str = "refer", **given: Any) -> AthleteEvent:
    payload = {"level": level, "reason": "red_flag"}
    event = profile_event(at)
    fields = {"kind": "safety", "payload": payload, "event_id": f"safety-{at}"} | given
    return AthleteEvent(
        **{name: getattr(event, name) for name in ("user_id", "occurred_at", "recorded_at")},
        **fields,
    )


def lake(settings: Settings, *records: Any) -> Settings:
    append_records(event_records([profile_event(), *records]), EVENTS, settings)
    return settings


def gold(settings: Settings, first: date, rows: list[dict[str, float]]) -> None:
    schema = table_schema(DAILY_FEATURES)
    days = [first + timedelta(days=n) for n in range(len(rows))]
    key: dict[str, list[Any]] = {
        "user_id": ["u1"] * len(days),
        "day": days,
        "event_ts": [datetime(d.year, d.month, d.day, 6, tzinfo=NOON.tzinfo) for d in days],
        "imported": [False] * len(days),
        "month": [f"{d:%Y-%m}" for d in days],
    }
    columns = {f.name: key.get(f.name, [row.get(f.name) for row in rows]) for f in schema}
    write_deltalake(location(DAILY_FEATURES, settings), pa.table(columns, schema=schema))


def test_what_was_told_is_in_the_ledger_once(settings: Settings) -> None:
    flag = told(NOON + timedelta(days=1))
    found = ledger(lake(settings, decision(), flag, flag), SOON)

    assert [(one.kind, one.level, one.reason) for one in found.incidents] == [
        ("safety", "refer", "red_flag")
    ]
    assert not found.incidents[0].attributable
    assert (found.athletes, found.athlete_days) == (1, 1)


def test_nothing_is_known_before_it_was_recorded(settings: Settings) -> None:
    lake(settings, decision(), told(NOON + timedelta(days=1)))

    assert ledger(settings, NOON + timedelta(hours=1)).incidents == []


@pytest.mark.parametrize(("after", "attributable"), [(13, True), (15, False)])
def test_a_plan_against_a_hard_rule_is_a_cause_for_two_weeks(
    settings: Settings, after: int, attributable: bool
) -> None:
    plan = decision(removed=HURT, slate=[slot(1, "squat-ladder")])
    found = ledger(lake(settings, plan, told(NOON + timedelta(days=after))), SOON)

    assert dict(found.violations) == {"injury": 1}
    assert [one.attributable for one in found.incidents] == [attributable]
    assert found.incidents[0].causes == ["injury"] * attributable


def test_two_weeks_of_all_signs_are_an_overtraining_incident(settings: Settings) -> None:
    lake(settings, decision())
    fresh = {"completion_share_14d": 0.8}
    worn = {"completion_share_14d": 0.5, "hrv_sdnn_below_band_7d": 7.0, "soreness_7d_mean": 4.0}
    gold(settings, NOON.date(), [*[fresh] * 14, *[worn] * 10])

    (one,) = ledger(settings, SOON).incidents

    assert (one.kind, one.level) == ("overtraining", "overtraining")
    assert one.occurred_at.date() == NOON.date() + timedelta(days=21)
    assert facts_of(ledger(settings, SOON))["said"][0] == (
        "1 overtraining incidents in 1 athletes, 1 athlete-days"
    )


def test_first_choices_that_the_gate_removed_are_counted(settings: Settings) -> None:
    later = NOON + timedelta(days=1)
    plans = [
        decision(removed=HURT, wanted_action=2, wanted_activity="squat-ladder"),
        decision(decided_at=later, wanted_action=2, wanted_activity="body-scan"),
        decision(decided_at=NOON + timedelta(days=2)),
    ]
    found = ledger(lake(settings, *plans), SOON)

    assert (found.first_choices, dict(found.prevented)) == (2, {"injury": 1})


def test_the_command_writes_the_ledger_and_says_zero_with_its_bound(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lake(settings, decision(), told(NOON + timedelta(days=1)))
    for name in ("state", "lake"):
        monkeypatch.setenv(f"FITLOOP_{name.upper()}", str(getattr(settings, name)))

    incidents.settings.cache_clear()
    for _ in range(2):
        main(as_of=SOON.isoformat())
    incidents.settings.cache_clear()

    assert [one.level for one in read_records(INCIDENTS, Incident, settings)] == ["refer"]
    said = capsys.readouterr().out
    assert "0 attributable incidents in 1 athletes (95 % upper bound 95 %)" in said
    assert Path(settings.state, "facts", "incidents.json").exists()
