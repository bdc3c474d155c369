"""statistics.md 2: at least 12 feasible activities for every segment x action, no equipment."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest

from models.catalogue.actions import actions
from models.catalogue.activities import activities, fitting
from models.domain.events import Site
from models.features.request import CheckinFacts
from models.policy.segment import segment
from models.safety.gate import Situation, screen
from models.safety.profile import Injury, Profile

LEAST = 12


class Ordinary(NamedTuple):
    """Active minutes a day, and the largest day and session load: as the simulator's people."""

    minutes: float
    day: float
    session: float


ANXIETY = {"Low": 1.5, "Moderate": 3.0, "High": 4.2}
ACTIVITY = {
    "Low": Ordinary(10.0, 60.0, 90.0),
    "Moderate": Ordinary(30.0, 150.0, 180.0),
    "High": Ordinary(60.0, 280.0, 330.0),
}
SEGMENTS = [
    f"{anxious} Anxiety, {active} Activity" for anxious, active in product(ANXIETY, ACTIVITY)
]
EASING = [a.id for a in actions() if not a.progressive]


def athlete(name: str) -> Situation:
    """Return an ordinary morning of somebody of the segment: healthy, rested, half an hour."""
    anxious, active = (part.split()[0] for part in name.split(", "))
    usual = ACTIVITY[active]
    body: Mapping[str, float] = {
        "wearable_age_h": 1.0,
        "sleep_duration_h": 7.2,
        "observed_days_28d": 20.0,
        "anxiety_7d_mean": ANXIETY[anxious],
        "active_minutes_14d_mean": usual.minutes,
        "load_7d_max": usual.day,
        "load_30d_max_session": usual.session,
    }
    said = CheckinFacts(mood=3, stress=2, soreness=2, anxiety=round(ANXIETY[anxious]))
    return Situation(
        profile=Profile(user_id="u"), checkin=said, body=body, weekday=2, minutes_available=30
    )


def feasible(morning: Situation, action: int) -> list[str]:
    """Return what the gate lets through for an action, of what needs no equipment."""
    allowed = set(screen(morning).allowed_activities)
    free = {name for name, one in activities().items() if not one.equipment}
    return [a.catalogue_id for a in fitting(action) if a.catalogue_id in allowed & free]


def short(mornings: Mapping[str, Situation], chosen: list[int], least: int) -> dict[str, int]:
    """Return the cells with fewer than `least`, and how many they have."""
    cells = {
        f"{name} x {actions()[action].key}": len(feasible(morning, action))
        for name, morning in mornings.items()
        for action in chosen
    }
    assert len(cells) == len(mornings) * len(chosen)
    return {cell: count for cell, count in cells.items() if count < least}


@pytest.mark.parametrize("name", SEGMENTS)
def test_an_ordinary_athlete_is_of_their_segment_and_green(name: str) -> None:
    morning = athlete(name)
    body = morning.body

    assert segment(body["anxiety_7d_mean"], body["active_minutes_14d_mean"]) == (name, True)
    assert screen(morning).readiness == "green"
    assert screen(morning).allowed_actions == tuple(range(12))


def test_every_segment_and_action_has_twelve() -> None:
    assert short({name: athlete(name) for name in SEGMENTS}, list(range(12)), LEAST) == {}


def test_a_day_that_is_not_green_still_has_twelve() -> None:
    mornings = {
        name: replace(athlete(name), body={**athlete(name).body, "sleep_duration_h": 5.5})
        for name in SEGMENTS
    }
    assert {screen(one).readiness for one in mornings.values()} == {"yellow"}
    assert short(mornings, EASING, LEAST) == {}


def test_a_newcomer_with_a_quarter_of_an_hour_has_twelve() -> None:
    newcomer = replace(athlete(SEGMENTS[0]), body={}, checkin=None, minutes_available=15)

    assert short({"newcomer": newcomer}, EASING, LEAST) == {}


@pytest.mark.parametrize("site", Site.__args__)  # type: ignore[attr-defined]
def test_an_injury_leaves_a_whole_slate_of_every_action(site: str) -> None:
    hurt = Profile(user_id="u", injuries=(Injury(site, None, "active"),))
    mornings = {name: replace(athlete(name), profile=hurt) for name in SEGMENTS}

    assert short(mornings, list(range(12)), 5) == {}
