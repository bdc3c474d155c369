from collections import Counter
from pathlib import Path

from jobs.sources.apple_health import parse
from jobs.sources.parsed import Record
from tests.builders.exports import SPAN, health, stream
from tests.builders.exports import reading as exported

PRESSURE = "HKQuantityTypeIdentifierBloodPressureSystolic"
HEART = "HKQuantityTypeIdentifierHeartRate"


def reading(kind: str, value: int, inner: str = "") -> str:
    start = f'<Record type="{kind}" sourceName="Cuff" unit="mmHg" {SPAN} value="{value}">'
    return f"{start}{inner}</Record>\n"


def correlation(*inner: str) -> str:
    kind = "HKCorrelationTypeIdentifierBloodPressure"
    return f'<Correlation type="{kind}" {SPAN}>{"".join(inner)}</Correlation>\n'


def told(*inner: str) -> tuple[list[tuple[str, str]], Counter[str]]:
    notes: Counter[str] = Counter()
    found = [one for one in parse(stream(health(*inner)), notes) if isinstance(one, Record)]
    return [(one.kind, one.attributes.get("value", "")) for one in found], notes


def test_a_record_that_stands_twice_is_told_once_wherever_it_stands() -> None:
    top, nested = reading(PRESSURE, 120), correlation(reading(PRESSURE, 120))
    for document in ((top, nested), (nested, top)):
        found, notes = told(*document)

        assert found.count((PRESSURE, "120")) == 1
        assert len(found) == 2
        assert notes == {"records of Correlations told once": 1}


def test_a_record_that_stands_in_a_correlation_alone_is_not_lost() -> None:
    entry = '<MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/>'
    nested = correlation(reading(PRESSURE, 121, entry), reading(PRESSURE, 80))
    found = list(parse(stream(health(reading(PRESSURE, 120), nested)), Counter()))
    kinds = [one.kind for one in found if isinstance(one, Record)]

    assert kinds == [PRESSURE, "HKCorrelationTypeIdentifierBloodPressure", PRESSURE, PRESSURE]
    assert isinstance(found[2], Record)
    assert (found[2].attributes["value"], found[2].attributes["meta:HKTimeZone"]) == (
        "121",
        "Asia/Tokyo",
    )


def test_a_record_of_another_kind_stays_with_its_correlation() -> None:
    nested = correlation(reading(HEART, 60))
    (one,) = parse(stream(health(nested)), Counter())

    assert isinstance(one, Record)
    assert HEART in one.raw


def test_a_cut_export_still_tells_what_its_correlations_hold(tmp_path: Path) -> None:
    found, outcome = exported(health(correlation(reading(PRESSURE, 120)), end=""), tmp_path)

    assert [one.kind for one in found if isinstance(one, Record)] == [
        "HKCorrelationTypeIdentifierBloodPressure",
        PRESSURE,
    ]
    assert outcome.status == "truncated"
