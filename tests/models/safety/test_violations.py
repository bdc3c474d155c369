"""A plan over a hard limit is seen in its record, whoever made it."""

from datetime import timedelta
from typing import Any

import pytest

from models.catalogue.templates import template_for
from models.domain.decisions import Removal
from models.features.catalogue import FEATURES
from models.safety.violations import against
from tests.builders.decisions import NOON, decision, slot

WEEK = template_for("strength", "intermediate", 4)
BARBELL = [slot(1, "barbell-strength", minutes=45), slot(2, "body-scan")]


def context(**values: float) -> list[float | None]:
    return [values.get(feature.name) for feature in FEATURES]


def rules(*before: Any, **given: Any) -> tuple[str, ...]:
    return against(decision(**given), before, WEEK)


def test_a_safe_plan_goes_against_nothing() -> None:
    assert rules(context=context(load_30d_max_session=400.0), slate=BARBELL) == ()


@pytest.mark.parametrize(
    ("kind", "name", "reason", "found"),
    [
        ("activity", "barbell-strength", "injury_knee", ("injury",)),
        ("action", "2", "refer", ("refer",)),
        ("activity", "barbell-strength", "equipment", ()),
        ("activity", "run-easy-25", "injury_knee", ()),
    ],
)
def test_offering_what_the_gate_removed(
    kind: str, name: str, reason: str, found: tuple[str, ...]
) -> None:
    removed = [Removal(kind=kind, id=name, reason=reason)]

    assert rules(removed=removed, slate=BARBELL) == found


@pytest.mark.parametrize(
    ("largest", "word", "found"),
    [
        (277.0, "green", ()),
        (276.0, "green", ("session_spike",)),
        (328.0, "yellow", ()),
        (327.0, "yellow", ("session_spike",)),
    ],
)
def test_a_spike_is_computed_anew(largest: float, word: str, found: tuple[str, ...]) -> None:
    given = context(load_30d_max_session=largest)

    assert rules(context=given, readiness=word, slate=BARBELL) == found


def test_a_record_without_a_context_says_nothing_of_load() -> None:
    assert rules(slate=BARBELL) == ()
    assert rules(slate=BARBELL, context=context(), feature_service_hash="other") == ()


def test_progress_needs_green_and_three_days() -> None:
    early = decision(action=6, decided_at=NOON - timedelta(hours=71))
    late = decision(action=6, decided_at=NOON - timedelta(hours=73))
    other = decision(action=2, decided_at=NOON - timedelta(hours=1))

    assert rules(early, other, action=1) == ("progressive_72h",)
    assert rules(late, other, action=1) == ()
    assert rules(early, action=2) == ()
    assert rules(action=1, readiness="unknown") == ("low_readiness",)
