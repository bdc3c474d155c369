import pytest

from models.catalogue.actions import actions
from models.catalogue.activities import INTENSITY_WEIGHT, activities, fitting
from models.catalogue.templates import NEAREST_GOAL, NEAREST_LEVEL, prior_mean, template_for
from models.domain.events import Site
from models.policy.slate import SlateRequest, draw_slate

SITES = set(Site.__args__)  # type: ignore[attr-defined]


def test_twelve_actions_keep_their_ids() -> None:
    assert [a.id for a in actions()] == list(range(12))
    assert actions()[2].name == "Increase Meditation Frequency"
    assert {a.id for a in actions() if a.progressive} == {1, 6}
    assert len({a.key for a in actions()}) == 12


def test_activities_are_concrete() -> None:
    assert len(activities()) >= 36
    for activity in activities().values():
        assert len(activity.instructions) >= 3, activity.catalogue_id
        assert activity.type in {"exercise", "meditation", "journaling"}
        assert activity.intensity in INTENSITY_WEIGHT
        assert 1 <= activity.rpe <= 10
        assert 3 <= activity.minutes <= 60
        assert set(activity.loads_sites) <= SITES
        assert set(activity.actions) <= set(range(12))


def test_the_missions_activities_are_there() -> None:
    assert activities()["breathing-4-7-8"].name == "4-7-8 Breathing Technique"
    assert activities()["body-scan"].minutes == 10
    assert list(activities()) == sorted(activities())


@pytest.mark.parametrize("action", range(12))
def test_every_action_can_be_filled_without_equipment(action: int) -> None:
    free = [a for a in fitting(action) if not a.equipment]

    assert len(free) >= 12


@pytest.mark.parametrize("action", range(12))
def test_every_action_makes_a_slate_within_half_an_hour(action: int) -> None:
    free = tuple(a for a in fitting(action) if not a.equipment)
    request = SlateRequest(candidates=free, scores={}, minutes=50, seed=action, temperature=1.0)

    assert 5 <= len(draw_slate(request).slots) <= 7


@pytest.mark.parametrize("goal", NEAREST_GOAL)
@pytest.mark.parametrize("experience", NEAREST_LEVEL)
def test_every_goal_and_level_has_a_week(goal: str, experience: str) -> None:
    weeks = [template_for(goal, experience, days) for days in range(1, 8)]

    assert all(len(week.days) == 7 for week in weeks)
    assert [w.load for w in weeks] == sorted(w.load for w in weeks)
    assert all(week.rest_like_per_week >= 1 for week in weeks)
    assert all(0.3 < mean < 0.7 for mean in prior_mean(weeks[0]))
    assert len(prior_mean(weeks[0])) == 12
