"""The feature catalogue: every column of the context, named once, in the context's order.

`DAILY` are the columns of gold.daily_features: nights that ended on day D and days up to D - 1;
single features stand in `groups/<group>.json`, families over windows in `models.features.series`.
`REQUEST` are read at the request by `models.features.request`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from models.features.feature import Feature, written
from models.features.series import SERIES

GROUPS = (
    *("hrv", "heart", "sleep", "activity", "load", "strength", "recovery", "history", "goals"),
    *("adherence", "wellbeing", "calendar", "quality", "cohort"),
)


def _of_group(group: str) -> Iterator[Feature]:
    yield from written(group)
    for series in SERIES:
        if series.group == group:
            yield from series.features()


DAILY: tuple[Feature, ...] = tuple(feature for group in GROUPS for feature in _of_group(group))

REQUEST: tuple[Feature, ...] = tuple(
    Feature(
        name=name,
        group="request",
        unit=unit,
        low=low,
        high=high,
        minimum="said",
        source="athlete",
        description=text,
        view="request",
    )
    for name, unit, low, high, text in (
        ("mood", "1", 1, 5, "Latest check-in: mood"),
        ("sleep_quality", "1", 1, 5, "Latest check-in: sleep quality, 5 = best"),
        ("stress", "1", 1, 5, "Latest check-in: stress, 5 = worst"),
        ("anxiety", "1", 1, 5, "Latest check-in: anxiety, 5 = worst"),
        ("soreness", "1", 1, 5, "Latest check-in: soreness, 5 = worst"),
        ("pain", "1", 0, 10, "Latest check-in: pain"),
        ("minutes_available", "min", 0, 300, "Minutes the athlete has today"),
        ("weekday", "1", 0, 6, "Local weekday, 0 = Monday"),
        ("open_injuries", "1", 0, 20, "Injuries that are active or recovering"),
        ("goal_code", "1", 0, 5, "Place of the goal in models.features.request.GOALS"),
        ("experience_code", "1", 0, 2, "beginner 0, intermediate 1, advanced 2"),
        ("days_per_week", "1", 1, 7, "Training days a week the athlete wants"),
        ("birth_year", "1", 1900, 2100, "Year of birth"),
        ("sex_code", "1", 0, 1, "female 0, male 1"),
    )
)

FEATURES = DAILY + REQUEST
"""The order of a decision's context."""


def service_hash() -> str:
    """Return the hash of the feature service: names, units, types and order."""
    whole = [[f.name, f.unit, f.dtype, f.view] for f in FEATURES]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:16]


def described() -> list[dict[str, object]]:
    """Return the catalogue as plain values, for documents and tools."""
    return [asdict(feature) for feature in FEATURES]
