from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.settings import Settings
from jobs import tables
from jobs.records import append_records, read_records, replace_records, version_of
from models.domain.rows import PosteriorUpdate, SlotOutcome, TrainingRow
from models.domain.tables import POSTERIOR_UPDATES, TRAINING_ROWS

DAY = date(2026, 9, 1)
UPDATE = PosteriorUpdate(
    event_id="e1", event_seq=0, decision_id="d1", revision=1, user_id="u1", learner="enc:pooled",
    action=3, event_day=DAY, decided_day=DAY, encoder_version="enc", sign=1, weight=256, r=2048,
    phi=list(range(32)), known="{}",
)  # fmt: skip
SLOT = SlotOutcome(
    slot=1, catalogue_id="walk", probability=0.1, planned_minutes=10, intensity="Low",
    reported=True, completed=False, motivation_before=None, motivation_after=4,
)  # fmt: skip
ROW = TrainingRow(
    decision_id="d1", user_id="u1", decided_at=datetime(2026, 9, 1, 7, tzinfo=UTC),
    decided_day=DAY, day_index=1, origin="history", context=[1.0, None], feature_service_hash="h",
    allowed_actions=[0, 3], exploration_set=[0], action=3, action_probability=0.5,
    action_probabilities=[0.5] * 12, rules_action=3, exploring=True, superseded=False,
    segment="s", policy_name="p", learner="", slate=[SLOT], completion=None, motivation=0.5,
    goal=None, recovery=None, burden=0.0, reward=None, success=None, phi=[],
)  # fmt: skip


@pytest.mark.parametrize(("table", "row"), [(POSTERIOR_UPDATES, UPDATE), (TRAINING_ROWS, ROW)])
def test_records_come_back_as_they_went(settings: Settings, table: Any, row: Any) -> None:
    assert read_records(table, type(row), settings) == []
    assert version_of(table, settings) == -1

    append_records([row], table, settings)
    append_records([], table, settings)

    assert read_records(table, type(row), settings) == [row]
    assert version_of(table, settings) == 0


def test_replacing_one_learner_leaves_the_other(settings: Settings) -> None:
    other = replace(UPDATE, learner="old:pooled")
    append_records([UPDATE, other], POSTERIOR_UPDATES, settings)

    where = f"learner = '{UPDATE.learner}'"
    replace_records([replace(UPDATE, r=1)], POSTERIOR_UPDATES, settings, where=where)

    found = read_records(POSTERIOR_UPDATES, PosteriorUpdate, settings)
    assert sorted((one.learner, one.r) for one in found) == [
        (UPDATE.learner, 1),
        ("old:pooled", 2048),
    ]


@pytest.mark.spark
@pytest.mark.parametrize("first", ["spark", "delta-rs"])
def test_both_engines_share_one_table(spark: Any, settings: Settings, first: str) -> None:
    def by_spark() -> None:
        frame = spark.createDataFrame([_tuple(UPDATE)], tables.schema_of(POSTERIOR_UPDATES))
        tables.append(frame, POSTERIOR_UPDATES, settings)

    def by_delta_rs() -> None:
        append_records([replace(UPDATE, event_id="e2")], POSTERIOR_UPDATES, settings)

    for write in (by_spark, by_delta_rs) if first == "spark" else (by_delta_rs, by_spark):
        write()

    found = read_records(POSTERIOR_UPDATES, PosteriorUpdate, settings)
    assert {one.event_id for one in found} == {"e1", "e2"}
    assert tables.read(spark, POSTERIOR_UPDATES, settings).count() == 2


def _tuple(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.__dataclass_fields__)
