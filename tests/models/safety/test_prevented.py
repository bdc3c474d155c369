from typing import Any

import pytest

from models.domain.codec import to_json
from models.domain.decisions import Removal
from models.safety.prevented import asked, prevented
from tests.builders.decisions import decision

REMOVED = [
    Removal(kind="action", id="1", reason="low_readiness"),
    Removal(kind="action", id="8", reason="no_activity"),
    Removal(kind="activity", id="squat-ladder", reason="injury_knee"),
    Removal(kind="activity", id="barbell-strength", reason="equipment"),
]


def record(**wanted: Any) -> Any:
    return to_json(decision(removed=REMOVED, **wanted))


@pytest.mark.parametrize(
    ("action", "activity", "rules"),
    [
        (1, "body-scan", {"low_readiness"}),
        (1, "squat-ladder", {"low_readiness", "injury"}),
        (2, "squat-ladder", {"injury"}),
        (8, "barbell-strength", set()),
        (2, "body-scan", set()),
        (None, None, set()),
    ],
)
def test_the_rule_that_removed_the_first_choice(
    action: int | None, activity: str | None, rules: set[str]
) -> None:
    assert prevented(record(wanted_action=action, wanted_activity=activity)) == rules


def test_only_policies_have_a_first_choice() -> None:
    assert asked([record(), record(wanted_action=1, wanted_activity="body-scan")]) == 1
