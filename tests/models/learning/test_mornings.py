from datetime import timedelta

import pytest

from models.catalogue.templates import template_for
from models.domain.ids import close_event_id
from models.learning.chronicle import chronicle
from models.learning.mornings import answers, closing, morning
from tests.builders.chronicles import body, checkin, day, profile_event
from tests.builders.decisions import NOON, decision, said

PLAN = decision()
MORNING = NOON + timedelta(hours=19)
"""07:00 of the next day."""


def test_nothing_measured_is_nothing_known() -> None:
    found = morning(chronicle("u1", [PLAN], []), PLAN)

    assert (found.hrv_z, found.soreness_z, found.red, found.load_share) == (None,) * 4
    assert found.week_dose == 0.0


def test_the_next_mornings_body_counts_and_the_same_days_does_not() -> None:
    same = chronicle("u1", [PLAN], [body(NOON, hrv_sdnn_z_28d=-2.0)])
    following = chronicle("u1", [PLAN], [body(MORNING, hrv_sdnn_z_28d=-2.0)])
    late = chronicle("u1", [PLAN], [body(day(2), hrv_sdnn_z_28d=-2.0)])

    assert morning(same, PLAN).hrv_z is None
    assert morning(following, PLAN).hrv_z == -2.0
    # 06:00 of the second morning is 42 hours after the decision
    assert morning(late, PLAN).hrv_z is None


def test_rmssd_goes_before_sdnn() -> None:
    row = body(MORNING, hrv_rmssd_z_28d=1.0, hrv_sdnn_z_28d=-2.0)

    assert morning(chronicle("u1", [PLAN], [row]), PLAN).hrv_z == 1.0


def test_soreness_is_against_the_own_band() -> None:
    usual = [checkin(day(-n), soreness=2) for n in range(1, 8)]
    sore = checkin(MORNING, soreness=4)

    assert morning(chronicle("u1", [PLAN, *usual, sore], []), PLAN).soreness_z == 4.0
    assert morning(chronicle("u1", [PLAN, *usual[:3], sore], []), PLAN).soreness_z is None


@pytest.mark.parametrize(("pain", "red"), [(8, True), (2, False)])
def test_a_red_morning_is_seen(pain: int, red: bool) -> None:
    said_next = checkin(MORNING, pain=pain, soreness=2, stress=2)

    assert morning(chronicle("u1", [PLAN, said_next], []), PLAN).red is red


def test_the_week_counts_done_dose_against_the_part_of_the_week_that_passed() -> None:
    done = [said(PLAN, n, done=n <= 3) for n in range(1, 6)]
    found = morning(chronicle("u1", [profile_event(), PLAN, *done], []), PLAN)

    assert found.week_dose == 30.0
    assert found.week_target == template_for("strength", "intermediate", 4).dose / 7


def test_load_is_against_the_last_weeks_hardest_day() -> None:
    before = decision(decided_at=day(-2), decision_id=decision(decided_at=day(-2)).decision_id)

    found = morning(chronicle("u1", [before, PLAN], []), PLAN)

    assert found.load_share == pytest.approx(1.0)


def test_answers_stop_at_the_close() -> None:
    early, late = said(PLAN, 1, done=True), said(PLAN, 2, done=True, minutes=37 * 60)
    corrected = said(PLAN, 1, done=False, minutes=90)

    found = answers(chronicle("u1", [PLAN, early, late, corrected], []), PLAN)

    assert found == {1: corrected}


def test_a_close_has_the_decisions_id_and_time() -> None:
    one = closing(chronicle("u1", [PLAN], []), PLAN)
    two = closing(chronicle("u1", [PLAN], []), PLAN)

    assert one == two
    assert one.event_id == close_event_id(PLAN.decision_id)
    assert one.recorded_at == PLAN.decided_at + timedelta(hours=36)
    assert one.reward is not None
    assert one.reward.censored is False
