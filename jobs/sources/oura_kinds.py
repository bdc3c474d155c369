"""Oura API v2: its kinds of documents, how each is known by its fields, and where its times are."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One collection of the API."""

    name: str
    """As Oura writes it, also the last part of its address (`vO2_max` has a capital O)."""
    known_by: tuple[frozenset[str], ...]
    """A document that has all fields of one of these sets is of this kind."""
    day: str = "day"
    """The field of its local day; empty: it has none."""
    start: str = ""
    """The field of its instant; empty: it has a day only, or is timeless."""
    end: str = ""
    scope: str = "daily"
    """What its owner has to grant."""
    asked_by: str = "date"
    """`date`, `datetime`, `page` (next_token alone) or `once` (one bare object)."""
    always_timed: bool = True
    """False: its instant may be null."""


def _sets(*fields: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split()) for one in fields)


def _rated(*contributors: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({f"contributors:{name}", "day"}) for name in contributors)


KINDS = (
    # the first kind that fits is taken: a sleep may carry a readiness of its own
    Kind(
        "sleep",
        _sets("bedtime_start bedtime_end day"),
        start="bedtime_start",
        end="bedtime_end",
    ),
    Kind(
        "daily_activity",
        _sets("active_calories day", "met steps day", "steps score day"),
        start="timestamp",
    ),
    Kind("daily_sleep", _rated("restfulness", "deep_sleep"), start="timestamp"),
    Kind(
        "daily_readiness",
        (*_sets("temperature_deviation day"), *_rated("hrv_balance", "recovery_index")),
        start="timestamp",
    ),
    Kind("daily_resilience", (*_sets("level contributors day"), *_rated("daytime_recovery"))),
    Kind(
        "daily_spo2",
        _sets("spo2_percentage day", "breathing_disturbance_index day"),
        scope="spo2Daily",
    ),
    Kind("daily_stress", _sets("stress_high day", "recovery_high day", "day_summary day")),
    Kind("daily_cardiovascular_age", _sets("vascular_age day", "pulse_wave_velocity day")),
    Kind("vO2_max", _sets("vo2_max day"), start="timestamp"),
    Kind("sleep_time", _sets("optimal_bedtime day", "recommendation status day")),
    Kind(
        "workout",
        _sets("activity start_datetime day"),
        start="start_datetime",
        end="end_datetime",
        scope="workout",
    ),
    Kind(
        "session",
        _sets("type start_datetime day"),
        start="start_datetime",
        end="end_datetime",
        scope="session",
    ),
    Kind(
        "enhanced_tag",
        _sets("tag_type_code start_time", "custom_name start_time", "comment start_day"),
        day="start_day",
        start="start_time",
        scope="tag",
    ),
    Kind(
        "rest_mode_period",
        _sets("episodes start_day"),
        day="start_day",
        start="start_time",
        always_timed=False,
    ),
    Kind("tag", _sets("tags timestamp day"), start="timestamp", scope="tag"),
    Kind(
        "heartrate",
        _sets("bpm timestamp"),
        day="",
        start="timestamp",
        scope="heartrate",
        asked_by="datetime",
    ),
    Kind(
        "ring_battery_level",
        _sets("level timestamp_unix", "level charging", "level in_charger"),
        day="",
        start="timestamp",
        asked_by="datetime",
    ),
    Kind(
        "ring_configuration",
        _sets("hardware_type firmware_version", "hardware_type set_up_at"),
        day="",
        start="set_up_at",
        scope="personal",
        asked_by="page",
        always_timed=False,
    ),
    Kind(
        "personal_info",
        _sets("biological_sex age", "biological_sex weight"),
        day="",
        scope="personal",
        asked_by="once",
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(fields: Set[str]) -> Kind | None:
    """Return the kind whose documents have these fields (`fields_of`); None when none has."""
    for kind in KINDS:
        if any(known <= fields for known in kind.known_by):
            return kind
    return None


def fields_of(document: dict[str, Any]) -> set[str]:
    """Return the names of a document's fields, null ones too, nested ones as `outer:inner`."""
    return {*document, *_nested(document)}


def _nested(document: dict[str, Any]) -> Iterator[str]:
    for outer, value in document.items():
        if isinstance(value, dict):
            yield from (f"{outer}:{inner}" for inner in value)
