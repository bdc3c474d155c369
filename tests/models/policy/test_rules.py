import pytest

from models.catalogue.activities import fitting
from models.catalogue.templates import template_for
from models.policy.rules import RulesRequest, rules_action, rules_choice, safe_rest
from tests.builders.decisions import NAMES

TEMPLATE = template_for("general_health", "beginner", 3)
EVERY = tuple(range(12))


@pytest.mark.parametrize("weekday", range(7))
def test_rules_follow_the_template(weekday: int) -> None:
    planned = TEMPLATE.day(weekday).action

    assert rules_action(TEMPLATE, "green", weekday, EVERY) == planned


@pytest.mark.parametrize("readiness", ["red", "yellow", "green", "unknown"])
@pytest.mark.parametrize("only", EVERY)
def test_rules_choose_what_is_allowed(readiness: str, only: int) -> None:
    assert rules_action(TEMPLATE, readiness, 0, (only,)) == only


def test_a_red_day_is_eased() -> None:
    strength = template_for("strength", "intermediate", 5)

    assert rules_action(strength, "green", 0, EVERY) == 1
    assert rules_action(strength, "red", 0, EVERY) == 7
    assert rules_action(strength, "yellow", 0, tuple(a for a in EVERY if a != 1)) == 0


def test_nothing_allowed_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        rules_action(TEMPLATE, "green", 0, ())


@pytest.mark.parametrize("action", EVERY)
def test_rules_make_a_certain_plan_of_five_to_seven(action: int) -> None:
    choice = rules_choice(
        RulesRequest(action=action, allowed_activities=NAMES, minutes=40, seed="3")
    )

    assert (choice.action, choice.action_probability) == (action, 1.0)
    assert sum(choice.action_probabilities) == 1.0
    assert 5 <= len(choice.slate) <= 7
    assert {s.catalogue_id for s in choice.slate} <= {a.catalogue_id for a in fitting(action)}
    assert choice.encoder_version is None
    assert choice.phi == []


def test_safe_rest_offers_five_gentle_activities_and_never_a_removed_one() -> None:
    assert len(safe_rest().slate) == 5
    assert all(s.intensity == "Low" and s.probability == 1.0 for s in safe_rest().slate)
    assert safe_rest().action == 5
    assert [s.catalogue_id for s in safe_rest(("body-scan",)).slate] == ["body-scan"]
    assert safe_rest(()).slate == []
