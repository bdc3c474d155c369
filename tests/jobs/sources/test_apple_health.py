import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from jobs.sources.apple_health import parse
from jobs.sources.containers import Stream
from jobs.sources.element import Element
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from jobs.sources.xml import elements
from tests.builders.exports import SPAN, health, steps, stream

HR = "HKQuantityTypeIdentifierHeartRate"


def parsed(content: bytes) -> list[Parsed]:
    return list(parse(stream(content), Counter()))


def until_broken(content: Stream) -> tuple[list[Parsed], str]:
    found = []
    try:
        for one in parse(content, Counter()):
            found.append(one)
    except BrokenFile as broken:
        return found, str(broken)
    return found, ""


def test_a_record_keeps_every_attribute_and_its_instant() -> None:
    (record,) = parsed(health(steps(7)))

    assert record == Record(
        "HKQuantityTypeIdentifierStepCount",
        datetime(2026, 8, 1, 4, 40, tzinfo=UTC),
        {
            "sourceName": "iPhone",
            "unit": "count",
            "startDate": "2026-08-01 06:40:00 +0200",
            "endDate": "2026-08-01 06:41:00 +0200",
            "value": "7",
        },
        "",
    )


def test_a_workout_carries_its_statistics_and_metadata_flat() -> None:
    inner = (
        f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" {SPAN}>'
        '<MetadataEntry key="HKTimeZone" value="Europe/Paris"/>'
        '<MetadataEntry key="HKTimeZone" value="Europe/Paris"/>'
        f'<WorkoutStatistics type="{HR}" average="150" maximum="181" unit="count/min"/>'
        '<WorkoutEvent type="Lap" date="2026-08-01"/>'
        '<WorkoutRoute><Location latitude="1" longitude="2"/><FileReference path="/r.gpx"/>'
        "</WorkoutRoute></Workout>"
    )
    (workout,) = parsed(health(inner))

    assert isinstance(workout, Record)
    assert workout.kind == "Workout"
    assert workout.attributes["meta:HKTimeZone"] == "Europe/Paris"
    assert workout.attributes[f"stat:{HR}:average"] == "150"
    assert workout.attributes[f"stat:{HR}:unit"] == "count/min"
    assert workout.raw == (
        '[["WorkoutEvent", {"type": "Lap", "date": "2026-08-01"}], ["WorkoutRoute", {}], '
        '["FileReference", {"path": "/r.gpx"}]]'
    )


def test_records_of_a_correlation_are_read_once() -> None:
    kind = 'type="HKCorrelationTypeIdentifierBloodPressure"'
    found = parsed(health(steps(7), f"<Correlation {kind} {SPAN}>{steps(7)}</Correlation>"))

    assert [one.kind for one in found if isinstance(one, Record)] == [
        "HKQuantityTypeIdentifierStepCount",
        "HKCorrelationTypeIdentifierBloodPressure",
    ]


def test_a_dtd_that_is_not_well_formed_is_never_read() -> None:
    prolog = "<!DOCTYPE HealthData [\n<!ATTLIST VisionPrescription\n device CDATA\n]>\n"

    assert len(parsed(health(steps(), prolog=prolog))) == 1


def test_control_characters_are_stripped_and_counted() -> None:
    notes: Counter[str] = Counter()
    content = health(steps(1, ' device="a\x0bb"'), steps(2, ' device="c&#11;&#x1F;d"'))
    found = list(parse(stream(content), notes))

    assert [one.attributes["device"] for one in found if isinstance(one, Record)] == ["ab", "cd"]
    assert notes == {"control characters stripped": 3}


@pytest.mark.parametrize("width", [1, 7, 64, 1000])
def test_the_cut_between_chunks_does_not_matter(width: int) -> None:
    content = health(steps(1, ' device="c&#11;d"'), "<Record bad attr='1'/>\n", steps(2))

    cut = list(elements(stream(content), Counter(), width))
    whole = list(elements(stream(content), Counter()))

    assert [type(one) for one in cut] == [Element, Reject, Element]
    assert [cut[0], cut[2]] == [whole[0], whole[2]]


def test_a_malformed_element_is_lost_alone() -> None:
    bad = f'<Record type="x" device name="y" {SPAN} value="1"/>\n'
    found = parsed(health(steps(1), bad, steps(2), bad, steps(3)))

    assert [type(one) for one in found] == [Record, Reject, Record, Reject, Record]
    assert {one.reason for one in found if isinstance(one, Reject)} == {"malformed"}


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        (f'type="HKQuantityTypeIdentifierStepCount" {SPAN} value="x" unit="count"', "bad_value"),
        (f'type="HKQuantityTypeIdentifierStepCount" {SPAN} value="nan" unit="count"', "bad_value"),
        (f'type="HKQuantityTypeIdentifierBodyMass" {SPAN} value="70"', "unit_unknown"),
        (f'{SPAN} value="7"', "no_type"),
        ('type="HKCategoryTypeIdentifierSleepAnalysis" startDate="yesterday"', "bad_time"),
        (
            'type="HKCategoryTypeIdentifierSleepAnalysis" startDate="2026-08-02 00:00:00 +0000" '
            'endDate="2026-08-01 00:00:00 +0000"',
            "ends_before_start",
        ),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(attributes: str, reason: str) -> None:
    refused, kept = parsed(health(f"<Record {attributes}/>", steps()))

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)


@pytest.mark.parametrize("end", ["", '<Record type="HKQuantityTypeIdentifierStepCount" val'])
def test_what_was_read_before_the_end_stays(end: str) -> None:
    found, why = until_broken(stream(health(steps(1), steps(2), end=end)))

    assert len(found) == 2
    assert "ends early" in why


def test_entities_do_not_expand() -> None:
    laughs = "<!DOCTYPE HealthData [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>]>\n"
    found = parsed(health(steps(1), steps("&b;"), steps(3), prolog=laughs))

    assert [type(one) for one in found] == [Record, Reject, Record]


def test_an_external_entity_is_not_fetched() -> None:
    prolog = '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'
    (refused,) = parsed(health(steps("&x;"), prolog=prolog))

    assert isinstance(refused, Reject)


def test_an_attribute_of_60_megabytes_is_refused_in_bounded_memory() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = Repeated(health(steps(1))[: -len("</HealthData>")] + b'<Record device="', 60 << 20)
    found, why = until_broken(Stream(content))  # type: ignore[arg-type]
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    assert [one.reason for one in found if isinstance(one, Reject)] == ["malformed"]
    assert "ends early" in why
    assert grown_mb < 40


def test_memory_stays_constant_over_many_records() -> None:
    content = stream(health(*(steps(i) for i in range(20_000))))
    blocks = [
        sys.getallocatedblocks()
        for number, _ in enumerate(parse(content, Counter()))
        if number in (5_000, 19_000)
    ]

    # one chunk's records may wait to be taken: 1,500 of about a dozen blocks each
    assert blocks[1] - blocks[0] < 40_000


class Repeated:
    """A head, then one letter again and again: a large file that is not held in memory."""

    def __init__(self, head: bytes, size: int) -> None:
        self._head, self._left = head, size

    def read1(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        if head:
            return head
        count = min(size, self._left)
        self._left -= count
        return b"A" * count
