import pytest

from models.safety.vitals import red_flag, worst


@pytest.mark.parametrize(
    ("metric", "value", "flag"),
    [
        ("resting_hr_bpm", 121, ("resting_hr", "refer")),
        ("resting_hr_bpm", 34, ("resting_hr", "refer")),
        ("resting_hr_bpm", 120, None),
        ("resting_hr_bpm", 35, None),
        ("spo2", 0.899, ("spo2", "refer")),
        ("spo2", 0.849, ("spo2", "emergency")),
        ("spo2", 0.85, ("spo2", "refer")),
        ("spo2", 0.90, None),
        ("respiratory_rate", 31, ("respiratory_rate", "refer")),
        ("respiratory_rate", 30, None),
        ("heart_rate_bpm", 221, ("heart_rate", "refer")),
        ("heart_rate_bpm", 190, None),
        ("temperature_deviation_c", 2.0, ("fever", "refer")),
        ("temperature_deviation_c", 1.9, None),
        ("temperature_deviation_c", -2.5, None),
        ("steps", 50_000, None),
    ],
)
def test_each_limit(metric: str, value: float, flag: tuple[str, str] | None) -> None:
    found = red_flag(metric, value)

    assert (found and (found.reason, found.level)) == flag


def test_the_words_say_what_was_measured() -> None:
    flags = [red_flag("spo2", 0.895), red_flag("temperature_deviation_c", 2.25)]

    assert [flag and flag.detail for flag in flags] == [
        "oxygen saturation 89.5%",
        "2.2 degrees warmer than usual",
    ]


def test_the_worst_flag_speaks() -> None:
    flags = [red_flag("spo2", 0.88), red_flag("spo2", 0.8), red_flag("resting_hr_bpm", 130)]

    assert worst(flag for flag in flags if flag) == "emergency"
    assert worst(flag for flag in flags[::2] if flag) == "refer"
    assert worst([]) is None
