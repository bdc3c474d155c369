from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models.experiments.contrast import Contrast
from models.experiments.definition import ARMS
from models.experiments.enrolled import Assigned, Enrolled
from models.experiments.report import OPEN, report
from tests.builders.experiments import BEGAN, enrolled, experiment

LATER = BEGAN + timedelta(days=90)


def four_arms(each: int, **lift: float) -> list[Enrolled]:
    """Return `each` closed athletes an arm, their means lifted by so much."""
    rng = np.random.default_rng(1)
    return [
        enrolled(index, arm, outcome=float(rng.beta(4, 4) * (1.0 + lift.get(arm, 0.0))))
        for index, arm in enumerate(ARMS * each)
    ]


def test_the_primary_is_open_until_horizons_close() -> None:
    early = [enrolled(i, arm, outcome=None) for i, arm in enumerate(ARMS * 30)]
    found = report(experiment(), early, BEGAN + timedelta(days=10))

    assert found.primary == OPEN
    assert found.others == []
    assert [arm.mean_outcome for arm in found.arms] == [None] * 4
    assert found.ratio_assigned.counts == dict.fromkeys(ARMS, 30)


def test_then_it_is_an_interval() -> None:
    found = report(experiment(), four_arms(200, bandit=0.5), LATER)

    assert isinstance(found.primary, Contrast)
    assert found.primary.low > 1.0
    assert (found.primary.arm, found.primary.over) == ("bandit", "rules")
    assert {one.arm for one in found.others} == {"random", "popularity"}
    assert all(one.alpha == pytest.approx(0.025) for one in found.others)
    assert set(found.p_holm) == {"random", "popularity"}
    assert [one.athletes for one in found.path] == sorted({one.athletes for one in found.path})
    assert found.path[-1] == found.primary


def test_an_athlete_put_in_by_hand_is_in_no_figure() -> None:
    hand = Assigned(user_id="u9", arm="bandit", assigned_at=BEGAN, by_hand=True)
    plain = report(experiment(), four_arms(20), LATER)
    found = report(experiment(), [*four_arms(20), enrolled(9, assigned=hand, outcome=9.0)], LATER)

    assert found.by_hand == 1
    assert found.arms == plain.arms
    assert found.primary == plain.primary


def test_lost_exposures_of_one_arm_raise_the_alarm() -> None:
    lost = [
        enrolled(i, arm, exposed=arm != "bandit" or i % 3 > 0) for i, arm in enumerate(ARMS * 300)
    ]
    found = report(experiment(), lost, LATER)

    assert not found.ratio_assigned.alarm
    assert found.ratio_exposed.alarm


def hurt(index: int, arm: str, share: float, **given: Any) -> Enrolled:
    at = BEGAN + timedelta(hours=index)
    told = (at + timedelta(days=2),) if index % 100 < 100 * share else ()
    return enrolled(index, arm, incidents=told, **given)


def test_a_guardrail_stops_the_arm_that_hurts_and_no_other() -> None:
    athletes = [
        hurt(4 * i + place, arm, 0.5 if arm == "bandit" else 0.02, outcome=None)
        for i in range(150)
        for place, arm in enumerate(ARMS)
    ]
    found = report(experiment(), athletes, BEGAN + timedelta(days=40))

    assert set(found.to_stop) == {"bandit"}
    assert "under the rules" in found.to_stop["bandit"]
    assert found.primary == OPEN


def test_a_guardrail_says_nothing_below_fifty_athletes() -> None:
    athletes = [
        hurt(100 * i + place, arm, 1.0 if arm == "bandit" else 0.0)
        for i in range(49)
        for place, arm in enumerate(ARMS)
    ]
    found = report(experiment(), athletes, LATER + timedelta(days=365))

    assert found.to_stop == {}
    assert all(one.harm_low is None for one in found.guardrails)


def test_the_same_risk_in_both_arms_stops_nothing() -> None:
    rng = np.random.default_rng(4)
    athletes = [
        enrolled(
            i, arm, incidents=(BEGAN + timedelta(hours=i, days=1),) if rng.random() < 0.1 else ()
        )
        for i, arm in enumerate(ARMS * 300)
    ]

    assert report(experiment(), athletes, LATER + timedelta(days=60)).to_stop == {}


def test_harm_is_seen_after_a_week_and_not_only_at_the_horizon() -> None:
    athletes = [
        hurt(4 * i + place, arm, 0.6 if arm == "random" else 0.0, outcome=None)
        for i in range(120)
        for place, arm in enumerate(ARMS)
    ]
    early = report(experiment(), athletes, BEGAN + timedelta(days=27))

    assert [(g.arm, g.window_days) for g in early.guardrails if g.fired] == [("random", 7)]


def test_a_report_before_anybody_came_is_whole() -> None:
    found = report(experiment(), [], BEGAN)

    assert found.primary == OPEN
    assert found.path == []
    assert not found.ratio_assigned.alarm
