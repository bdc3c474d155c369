from collections import Counter

import pytest

from jobs.sources.native_strength import parse
from jobs.sources.parsed import Parsed, Record, Reject
from tests.builders.exports import stream
from tests.builders.logs import LUNGE, NATIVE


def parsed(text: str, unit: str | None = None) -> list[Parsed]:
    return list(parse(stream(text.encode()), Counter(), unit))


def test_a_set_as_documented() -> None:
    (found,) = parsed(NATIVE + LUNGE)

    assert isinstance(found, Record)
    ours = {"app": "native", "clock": "day", "set_index": "1", "weight_kg": "20.5", "rir": "2"}
    assert ours.items() <= found.attributes.items()
    assert found.attributes["notes"] == "left first"


def test_a_start_with_a_zone_and_the_owners_unit() -> None:
    header = NATIVE.replace("date", "start").replace("weight_kg", "weight")
    (found,) = parsed(header + LUNGE.replace("08-01", "08-01T07:30:00+02:00"), "lb")

    assert isinstance(found, Record)
    assert found.start_ts is not None
    assert (found.start_ts.hour, found.attributes["clock"]) == (5, "instant")
    assert found.attributes["weight_kg"] == "9.298643585"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("normal", "giant", "bad_value"),
        (",8,2,", ",8,11,", "bad_value"),
        (",1,normal", ",1.5,normal", "bad_value"),
        ("2026-08-01", "1.8.2026", "bad_time"),
    ],
)
def test_a_bad_row_is_refused_alone(old: str, new: str, reason: str) -> None:
    refused, kept = parsed(NATIVE + LUNGE.replace(old, new) + LUNGE)

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)
