import pytest

from jobs.sources.sniff import sniff
from tests.builders.exports import HEVY, SQUAT, health, steps, stream
from tests.builders.logs import ANDROID, IOS, NATIVE, STRONG

FITABASE = "Id,ActivityDate,TotalSteps,TotalDistance\n1,4/12/2016,5,1\n"


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (health(steps()), "apple_health"),
        (b"\xef\xbb\xbf" + health(steps()), "apple_health"),
        (health(prolog="<!DOCTYPE HealthData [" + " " * 100_000 + "]>"), "apple_health"),
        ((HEVY + SQUAT).encode(), "hevy"),
        (HEVY.replace("_kg", "_lbs").replace(",", ";").encode(), "hevy"),
        ((HEVY + SQUAT).encode("utf-16"), "hevy"),
        (STRONG.replace("Weight", "Weight (kg)").encode(), "strong"),
        (STRONG.replace("Weight,", "Weight,Weight Unit,").replace(",", ";").encode(), "strong"),
        (ANDROID.encode(), "fitnotes"),
        (NATIVE.encode(), "native_strength"),
        (FITABASE.encode(), "daily_tables"),
        (FITABASE.replace("Id", "Customer Id").encode(), "daily_tables"),
        (b'[{"day": "2026-08-10", "bedtime_start": "x", "bedtime_end": "y"}]', "oura"),
        (b'{"data": [{"day": "x", "contributors": {"hrv_balance": 7}}]}', "oura"),
        (b'{"data": [{"day": "x", "contributors": {"restfulness": 7}}]}', "oura"),
        (b'{"next_token": null, "data": [{"bpm": 60, "timestamp": "x"}]}', "oura"),
        (b'{"data": [], "next_token": null}', "oura"),
        (b'{"biological_sex": "male", "age": 40}', "oura"),
    ],
)
def test_sources_are_known_by_their_content(content: bytes, source: str) -> None:
    assert sniff(stream(content)).source == source


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (b" \n ", "broken"),
        (b"<ClinicalDocument/><ClinicalDocument/>", "unsupported_source"),
        (b"<html></html>", "not_an_export"),
        (b'{"schemas": {"Row": {"bpm": 60, "timestamp": "x"}}}', "not_an_export"),
        (b'{"bpm": 60, "timestamp": "x"' + b" " * 70_000 + b"}", "not_an_export"),
        (b'{"note": "x", "data": []}', "not_an_export"),
        (b'[{"day": "x"}]', "not_an_export"),
        (HEVY.replace("weight_kg", "weight").encode(), "unit_unknown"),
        (STRONG.encode(), "unit_unknown"),
        (ANDROID.replace("Weight (kgs)", "Weight").encode(), "unit_unknown"),
        (IOS.encode(), "unit_unknown"),
        (NATIVE.replace("weight_kg", "weight").encode(), "unit_unknown"),
        (b"Exercise,Reps,Weight,Day\n", "not_an_export"),
        ("<HealthData/>".encode("utf-16"), "not_an_export"),
        (" ".encode("utf-16"), "broken"),
        (b"a,b,c\n1,2,3\n", "not_an_export"),
        (b"# Notes, of a kind, and more\nplain\n", "not_an_export"),
        (b"\x89PNG\0\0\0", "not_an_export"),
    ],
)  # fmt: skip
def test_everything_else_has_a_reason(content: bytes, reason: str) -> None:
    found = sniff(stream(content))

    assert (found.source, found.reason) == (None, reason)
    assert found.detail


@pytest.mark.parametrize("header", [STRONG, IOS, HEVY.replace("weight_kg", "weight")])
def test_a_log_without_units_asks_and_takes_the_answer(header: str) -> None:
    asked = sniff(stream(header.encode()))

    assert "--unit kg or --unit lb" in asked.detail
    assert sniff(stream(header.encode()), "lb").source is not None


def test_looking_consumes_nothing() -> None:
    content = health(steps())
    looked = stream(content)
    sniff(looked)

    assert looked.read(len(content)) == content
