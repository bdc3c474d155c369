import pytest

from jobs.sources.sniff import sniff
from tests.builders.exports import HEVY, SQUAT, health, steps, stream

STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,RPE\n"
FITNOTES = "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time\n"


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (health(steps()), "apple_health"),
        (b"\xef\xbb\xbf" + health(steps()), "apple_health"),
        (health(prolog="<!DOCTYPE HealthData [" + " " * 100_000 + "]>"), "apple_health"),
        ((HEVY + SQUAT).encode(), "hevy"),
        (HEVY.replace("_kg", "_lbs").replace(",", ";").encode(), "hevy"),
        (b'[{"day": "2026-08-10", "bedtime_start": "x", "bedtime_end": "y"}]', "oura"),
        (b'{"data": [{"day": "x", "contributors": {"hrv_balance": 7}}]}', "oura"),
        (b'{"data": [], "next_token": null}', "oura"),
    ],
)
def test_sources_are_known_by_their_content(content: bytes, source: str) -> None:
    assert sniff(stream(content)).source == source


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (b" \n ", "broken"),
        (b"<gpx></gpx>", "unsupported_source"),
        (b"<ClinicalDocument/><ClinicalDocument/>", "unsupported_source"),
        (b"<html></html>", "not_an_export"),
        (b'{"data": [{"bpm": 60, "timestamp": "x"}]}', "unsupported_source"),
        (b'{"data": [{"day": "x", "contributors": {"restfulness": 7}}]}', "unsupported_source"),
        (b'{"note": "x", "data": []}', "not_an_export"),
        (b'[{"day": "x"}]', "not_an_export"),
        (HEVY.replace("weight_kg", "weight").encode(), "unit_unknown"),
        (STRONG.encode(), "unit_unknown"),
        (STRONG.replace("Weight", "Weight (kg)").encode(), "unsupported_source"),
        (STRONG.replace("Weight,", "Weight,Weight Unit,").replace(",", ";").encode(),
         "unsupported_source"),
        (FITNOTES.encode(), "unsupported_source"),
        (b"Exercise,Reps,Weight,Day\n", "unit_unknown"),
        (b"a,b,c\n1,2,3\n", "not_an_export"),
        (b"# Notes, of a kind, and more\nplain\n", "not_an_export"),
        (b"\x89PNG\0\0\0", "not_an_export"),
    ],
)  # fmt: skip
def test_everything_else_has_a_reason(content: bytes, reason: str) -> None:
    found = sniff(stream(content))

    assert (found.source, found.reason) == (None, reason)
    assert found.detail


def test_looking_consumes_nothing() -> None:
    content = health(steps())
    looked = stream(content)
    sniff(looked)

    assert looked.read(len(content)) == content
