import json
from datetime import UTC, datetime
from typing import Any

import pytest

from models.domain import codec
from models.domain.decisions import Decision
from models.domain.events import CheckinEvent, Feedback, Reward
from tests.builders.decisions import decision

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)


def feedback(**changes: Any) -> Feedback:
    fields: dict[str, Any] = {
        "event_id": "e",
        "kind": "activity",
        "decision_id": "d",
        "user_id": "u",
        "occurred_at": NOON,
        "recorded_at": NOON,
    }
    return Feedback(**fields | changes)


def test_a_record_survives_text() -> None:
    reward = Reward(
        goal=0.5, recovery=None, burden=0.1, red_readiness=False,
        censored=False, revision=2, definition="r1",
    )  # fmt: skip
    record = feedback(kind="close", reward=reward, motivation_after=4)

    assert codec.from_json(Feedback, json.loads(json.dumps(codec.to_json(record)))) == record


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"motivation_after": 9}, r"Feedback.motivation_after: 9 is above 5"),
        ({"motivation_after": 0}, r"Feedback.motivation_after: 0 is below 1"),
        ({"motivation_after": True}, r"expected int, got bool"),
        ({"kind": "praise"}, r"'praise' is not one of activity"),
        ({"colour": "red"}, r"unknown field 'colour'"),
        ({"occurred_at": "yesterday"}, r"Feedback.occurred_at: 'yesterday' is not an RFC 3339"),
        ({"occurred_at": "2026-08-01T12:00:00"}, r"with a zone"),
        ({"pain_site": "soul"}, r"Feedback.pain_site: 'soul'"),
        ({"reward": 1}, r"Feedback.reward: expected an object"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(codec.RecordError, match=message):
        codec.from_json(Feedback, codec.to_json(feedback()) | change)


def test_a_missing_field_is_named() -> None:
    value = codec.to_json(feedback())
    del value["decision_id"]

    with pytest.raises(codec.RecordError, match="missing field 'decision_id'"):
        codec.from_json(Feedback, value)


def test_lists_are_checked_item_by_item() -> None:
    base = {"event_id": "e", "user_id": "u", "occurred_at": "2026-08-01T00:00:00Z"}
    value = {**base, "recorded_at": "2026-08-01T00:00:00Z", "symptoms": ["dizziness", "sadness"]}

    with pytest.raises(codec.RecordError, match=r"symptoms\[1\]: 'sadness'"):
        codec.from_json(CheckinEvent, value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_are_finite(number: float) -> None:
    value = {"goal": number, "recovery": None, "burden": 0.0, "red_readiness": None}
    value |= {"censored": False, "revision": 1, "definition": "r1"}

    with pytest.raises(codec.RecordError, match="not a finite number"):
        codec.from_json(Reward, value)


def test_the_place_is_named_through_lists_and_records() -> None:
    value = codec.to_json(decision())
    value["slate"][1]["planned_minutes"] = "long"

    with pytest.raises(codec.RecordError, match=r"Decision.slate\[1\].planned_minutes: expected"):
        codec.from_json(Decision, value)
