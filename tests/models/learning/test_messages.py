"""No message, however broken, may raise anything but a Refusal."""

import json
from datetime import timedelta
from typing import Any

import pytest

from models.domain.codec import to_json
from models.domain.topics import DECISIONS, FEEDBACK, WEARABLES
from models.learning.messages import Refusal, record_of
from tests.builders.decisions import decision, said
from tests.builders.samples import sample

PLAN = decision()
TOLD = said(PLAN, 1, done=True)
SAMPLE = sample("hrv_rmssd_ms", 40.0)


def feedback(**wrong: Any) -> tuple[str, str]:
    return FEEDBACK.name, json.dumps(to_json(TOLD) | wrong)


def plan(**wrong: Any) -> tuple[str, str]:
    return DECISIONS.name, json.dumps(to_json(PLAN) | wrong)


def worn(**wrong: Any) -> tuple[str, str]:
    return WEARABLES.name, json.dumps(to_json(SAMPLE) | wrong)


def slate_of(intensity: str) -> list[dict[str, Any]]:
    return [to_json(PLAN.slate[0]) | {"intensity": intensity}]


def test_valid_messages_are_their_records() -> None:
    assert record_of(*feedback()) == TOLD
    assert record_of(*plan()) == PLAN
    assert record_of(*worn()) == SAMPLE


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (worn(value=float("nan")), "bad_record"),
        (worn(value=3000.0), "out_of_range"),
        (worn(metric="happiness"), "unknown_metric"),
        (worn(end_ts="2026-10-02T06:00:00Z"), "in_the_future"),
        ((FEEDBACK.name, ""), "not_json"),
        ((FEEDBACK.name, "{"), "not_json"),
        ((FEEDBACK.name, "[" * 100_000), "not_json"),
        ((FEEDBACK.name, "9" * 5_000), "not_json"),
        ((FEEDBACK.name, "[]"), "bad_record"),
        (("unheard.v1", "{}"), "unknown_topic"),
        (feedback(session_rating=9), "bad_record"),
        (feedback(recorded_at="0001-01-01T00:00:00+14:00"), "bad_record"),
        (feedback(user_id="\ud800"), "bad_record"),
        (feedback(decision_id="d1"), "bad_id"),
        (feedback(decision_id="ffffffff-ffff-7fff-bfff-ffffffffffff"), "bad_id"),
        (plan(decision_id="d1"), "bad_id"),
        (plan(action=12), "bad_record"),
        (plan(phi=[1, 2]), "bad_record"),
        (plan(phi=[1 << 15] * 32), "bad_record"),
        (plan(slate=slate_of("Extreme")), "bad_record"),
    ],
)
def test_broken_messages_are_refused(message: tuple[str, str], reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        record_of(*message)

    assert refused.value.reason == reason


def ahead(minutes: int) -> tuple[str, str]:
    return feedback(occurred_at=to_json(TOLD.recorded_at + timedelta(minutes=minutes)))


def test_the_future_is_judged_by_the_time_of_record() -> None:
    record_of(*ahead(5))

    with pytest.raises(Refusal, match="in_the_future"):
        record_of(*ahead(6))
