import pytest

from models.features.request import CheckinFacts
from models.safety.readiness import readiness

FRESH = {"wearable_age_h": 2.0}


@pytest.mark.parametrize(
    ("checkin", "body", "expected"),
    [
        (CheckinFacts(soreness=2, stress=2), {}, "green"),
        (CheckinFacts(soreness=4, stress=2), {}, "yellow"),
        (CheckinFacts(soreness=4, stress=4), {}, "red"),
        (CheckinFacts(soreness=1, pain=7), {}, "red"),
        (CheckinFacts(soreness=1, symptoms=("dizziness",)), {}, "red"),
        (CheckinFacts(mood=5), {}, "unknown"),
        (None, {}, "unknown"),
        (None, {**FRESH, "sleep_duration_h": 5.5}, "yellow"),
        (None, {**FRESH, "sleep_duration_h": 7.5}, "green"),
        (None, {**FRESH, "sleep_duration_h": 5.5, "hrv_rmssd_z_28d": -1.0}, "red"),
        (None, {**FRESH, "hrv_sdnn_z_28d": -0.6}, "yellow"),
        (None, {"wearable_age_h": 40.0, "sleep_duration_h": 5.0}, "unknown"),
        (CheckinFacts(soreness=5, stress=5, age_h=37.0), {}, "unknown"),
    ],
)
def test_readiness_words(
    checkin: CheckinFacts | None, body: dict[str, float | None], expected: str
) -> None:
    assert readiness(checkin, body) == expected


def test_rmssd_wins_where_both_bands_are_known() -> None:
    body = {**FRESH, "hrv_rmssd_z_28d": 0.2, "hrv_sdnn_z_28d": -2.0}

    assert readiness(None, body) == "green"
