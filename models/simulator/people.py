"""What real people's numbers are (facts.md 11), and how near the base world has to come.

Tolerances are judgement: about a tenth of a level, a seventh of a spread, .1 of a correlation.
Where no tolerance stands, the row is only shown and its note says why. The world has no Fitbit
stress score, no very active minutes and no oxygen; its strength logs have no long gaps, and its
travellers keep their time zone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from models.simulator.calibration import Target

ONLY_SHOWN = "outliers of a few people: between 2.3 and within 0.9 can't add up to 3.8"
SIXTEEN = "PMData: 16 runners who mostly answer 3; the world's answers stay wider"


def _row(name: str, values: str, limits: str, note: str = "") -> dict[str, Target]:
    """Return the targets of one table row: numbers and tolerances in the order of COLUMNS."""
    pairs = zip(COLUMNS, values.split(), limits.split(), strict=True)
    return {
        f"{name}.{column}": Target(
            f"{name} {column}",
            float(value),
            *((None, note) if limit == "-" else (float(limit), "")),
        )
        for column, value, limit in pairs
        if value != "-"
    }


COLUMNS = ("mean", "sd", "between", "within", "lag1", "p5", "p50", "p95", "missing")
SIGNALS: Mapping[str, Target] = MappingProxyType(
    {
        **_row(
            "rmssd",
            "40.0 21.3 18.2 7.5 0.31 16.7 34.1 85.8 0.67",
            "3 3 2.5 1 0.1 3 3 10 0.07",
        ),
        **_row("ln_rmssd", "3.58 0.48 - 0.23 - - - - -", "0.1 0.06 - 0.03 - - - - -"),
        **_row(
            "resting_hr",
            "66.3 7.2 6.6 2.2 0.87 53 66.5 77.6 0.40",
            "2 1 1 0.35 0.06 4 2 3 0.07",
        ),
        **_row(
            "asleep",
            "6.55 1.64 0.84 1.43 -0.04 3.7 6.7 8.8 0.52",
            "0.25 0.2 0.12 0.15 0.1 0.4 0.3 0.4 0.07",
        ),
        **_row(
            "efficiency",
            "93.8 6.3 5.6 2.6 0.09 87 95 99 -",
            "1.5 - - 0.7 0.15 3 1.5 1.5 -",
            "a few people of 60 % make the spread between people; the world has none",
        ),
        **_row(
            "steps",
            "8413 5409 2994 4145 0.15 1071 7537 18748 0.36",
            "600 600 450 500 0.1 600 600 1500 0.07",
        ),
        **_row(
            "breathing",
            "14.8 3.8 2.3 0.9 0.17 10.8 15 19.6 -",
            "1 - 0.4 0.15 0.15 1 1 1.5 -",
            ONLY_SHOWN,
        ),
        **_row("mood", "3.18 0.62 - - - - - - -", "- - - - - - - - -", SIXTEEN),
        **_row("sleep_quality", "3.02 0.71 - - - - - - -", "0.2 0.15 - - - - - - -"),
        **_row("stress", "3.13 0.69 - - - - - - -", "- 0.15 - - - - - - -", SIXTEEN),
        **_row("soreness", "3.17 0.58 - - - - - - -", "- 0.2 - - - - - - -", SIXTEEN),
    }
)
"""LifeSnaps (71 people) and PMData's wellness; there 5 is good, here 5 is the worst stress."""

ADHERENCE: Mapping[str, Target] = MappingProxyType(
    {
        "done": Target("activities done", 0.61, 0.05, "Oralytics pilot, 707 decisions"),
        "week_1": Target("... in week 1", 0.67, 0.05),
        "weeks_5_to_7": Target("... in weeks 5 to 7", 0.57, 0.05),
        "missed_p10": Target("missed by the keen tenth", 0.22, 0.15, "Oralytics' best of nine"),
        "missed_p90": Target("missed by the lazy tenth", 0.68, 0.25, "... its worst; EMA: 0.94"),
        "drop_out": Target("stopped within 60 days", 0.43, 0.07, "trials: 0.43 (0.29 to 0.57)"),
        "silent": Target("days without a check-in", 0.12, 0.06, "PMData; of those still there"),
        "no_watch": Target("people without steps", 0.25, 0.06, "whole people: judgement"),
        "whole_weeks": Target("weeks without a device", 0.10, 0.04, "whole weeks: judgement"),
    }
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = (8008.0, 8095.0, 7995.0, 7886.0, 8790.0, 10006.0, 8191.0)
STEPS_WITHIN = 0.04
"""Of the week's mean."""
