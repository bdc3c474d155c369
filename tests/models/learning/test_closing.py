import pytest

from models.learning.closing import MOST_BURDEN, Morning, burden, close, goal_progress, recovery
from tests.builders.decisions import NAMES, decision, said, slot

PLAN = decision()


@pytest.mark.parametrize(
    ("dose", "wanted"),
    [(0, 0.0), (40, 0.5), (80, 1.0), (100, 1.0), (110, 1.0), (130, 0.5), (150, 0.0), (300, 0.0)],
)
def test_progress_falls_on_both_sides_of_the_target(dose: float, wanted: float) -> None:
    assert goal_progress(dose, 100.0) == pytest.approx(wanted)


def test_progress_without_a_week_is_unknown() -> None:
    assert goal_progress(None, 100.0) is None
    assert goal_progress(50.0, None) is None
    assert goal_progress(50.0, 0.0) is None


def test_recovery_is_judged_against_the_load_of_the_day() -> None:
    rest, hard = Morning(hrv_z=-0.5, load_share=0.0), Morning(hrv_z=-0.5, load_share=1.0)

    assert recovery(rest) == pytest.approx(0.375)
    assert recovery(hard) == pytest.approx(0.5)


def test_recovery_takes_what_was_measured() -> None:
    assert recovery(Morning()) is None
    assert recovery(Morning(soreness_z=1.0)) == pytest.approx(0.25)
    assert recovery(Morning(hrv_z=1.0, soreness_z=-1.0)) == pytest.approx(0.75)
    assert recovery(Morning(hrv_z=9.0)) == 1.0
    assert recovery(Morning(hrv_z=-9.0)) == 0.0


def test_burden_counts_offers_minutes_and_rejections_up_to_a_limit() -> None:
    quiet = burden(PLAN, [])
    rejected = burden(PLAN, [said(PLAN, 1, done=False), said(PLAN, 2, done=True)])
    long = decision(slate=[slot(i, NAMES[i], minutes=90) for i in range(1, 8)])

    assert quiet == pytest.approx(5 * 0.002 + 50 * 0.0002)
    assert rejected == pytest.approx(quiet + 0.004)
    assert burden(long, [said(long, i, done=False) for i in range(1, 8)]) == MOST_BURDEN


def test_a_correction_of_the_same_activity_counts_once() -> None:
    twice = [said(PLAN, 1, done=False), said(PLAN, 1, done=True, minutes=90)]

    assert burden(PLAN, twice) == burden(PLAN, [])


def test_a_close_carries_what_only_the_morning_knows() -> None:
    reward = close(PLAN, [], Morning(hrv_z=0.0, red=True, week_dose=90, week_target=100))

    assert (reward.goal, reward.recovery) == (1.0, 0.5)
    assert (reward.red_readiness, reward.censored) == (True, False)
    assert reward.definition == "r1"


@pytest.mark.parametrize("given", [{"rung": "safe_rest"}, {"superseded_by": "other"}])
def test_outage_and_superseded_are_censored(given: dict[str, str]) -> None:
    assert close(decision(**given), [], Morning()).censored
