import pytest

from models.policy.segment import segment


@pytest.mark.parametrize(
    ("anxiety", "minutes", "wanted"),
    [
        (4.0, 10.0, ("High Anxiety, Low Activity", True)),
        (3.51, 20.0, ("High Anxiety, Moderate Activity", True)),
        (3.5, 44.9, ("Moderate Anxiety, Moderate Activity", True)),
        (2.0, 45.0, ("Low Anxiety, High Activity", True)),
        (None, 50.0, ("Moderate Anxiety, High Activity", False)),
        (1.0, None, ("Low Anxiety, Moderate Activity", False)),
        (None, None, ("Moderate Anxiety, Moderate Activity", False)),
    ],
)
def test_segments_have_the_stated_thresholds(
    anxiety: float | None, minutes: float | None, wanted: tuple[str, bool]
) -> None:
    assert segment(anxiety, minutes) == wanted
