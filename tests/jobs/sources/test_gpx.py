import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.gpx import parse
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject, Truncated
from tests.builders.apple_xml import QUICK
from tests.builders.exports import reading, stream

HEAD = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
END = "</trkseg></trk></gpx>"


def point(lat: object, lon: object, second: int, ele: object = 10) -> str:
    time = f"2026-08-01T06:40:{second:02d}Z"
    return f'<trkpt lat="{lat}" lon="{lon}"><ele>{ele}</ele><time>{time}</time></trkpt>'


def told(text: str) -> tuple[list[Parsed], Counter[str], type[BrokenFile] | None]:
    notes: Counter[str] = Counter()
    found: list[Parsed] = []
    try:
        for one in parse(stream(text.encode()), notes):
            found.append(one)
    except BrokenFile as broken:
        return found, notes, type(broken)
    return found, notes, None


def test_a_route_becomes_figures_and_no_position() -> None:
    # one thousandth of a degree of a great circle is 111.195 m
    points = [point(0, 0, 0), point(0.001, 0, 10, 12), point(0.002, 0, 20, 14), point(0, 0, 30, 9)]
    (one,), notes, ended = told(HEAD + "".join(points) + END)

    assert isinstance(one, Record)
    assert one.kind == "WorkoutRoute"
    assert one.attributes == {
        "startDate": "2026-08-01T06:40:00Z",
        "endDate": "2026-08-01T06:40:30Z",
        "points": "4",
        "duration_s": "30",
        "distance_m": "444.8",
        "ascent_m": "4.0",
    }
    assert (one.raw, notes, ended) == ("", {}, None)


def test_a_pause_is_no_distance() -> None:
    (one,), _, _ = told(HEAD + point(0, 0, 0) + "</trkseg><trkseg>" + point(1, 1, 10) + END)

    assert isinstance(one, Record)
    assert (one.attributes["points"], one.attributes["distance_m"]) == ("2", "0.0")


def test_points_that_are_none_are_counted() -> None:
    bad = [point("nan", 0, 1), point(91, 0, 2), point(0, "", 3), '<trkpt lat="0" lon="0"/>']
    (one,), notes, _ = told(HEAD + point(0, 0, 0) + "".join(bad) + END)

    assert isinstance(one, Record)
    assert one.attributes["points"] == "1"
    assert notes == {"points of a route refused": 4}


def test_a_cut_route_holds_what_came_before() -> None:
    (one,), _, ended = told(HEAD + point(0, 0, 0) + point(0, 0.001, 5) + "<trkpt la")

    assert isinstance(one, Record)
    assert (one.attributes["points"], ended) == ("2", Truncated)


@pytest.mark.parametrize("text", [HEAD + END, "<gpx></gpx>", "<gpx/>"])
def test_a_route_without_points_is_refused(text: str) -> None:
    (one,), _, _ = told(text)

    assert isinstance(one, Reject)
    assert one.reason == "no_points"


def test_a_real_run_is_as_long_as_its_workout_says(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "apple_health_gpl3"
    (route,), _ = reading(folder / "workout-routes/route_2025-09-16_6.15pm.gpx.gz", tmp_path)
    workouts, _ = reading(folder / "reyrolle_a.xml", tmp_path)
    assert isinstance(route, Record)
    (run,) = (
        one
        for one in workouts
        if isinstance(one, Record) and one.kind == "Workout" and one.start_ts and route.start_ts
        and abs((one.start_ts - route.start_ts).total_seconds()) < 60
    )  # fmt: skip
    kind = "stat:HKQuantityTypeIdentifierDistanceWalkingRunning"

    assert run.attributes[f"{kind}:unit"] == "km"
    assert float(route.attributes["distance_m"]) == pytest.approx(
        1000 * float(run.attributes[f"{kind}:sum"]), rel=0.02
    )


LAUGHS = '<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
EXTERNAL = '<!DOCTYPE gpx [<!ENTITY b SYSTEM "file:///etc/hostname">]>\n'
CASES = {
    # what stands between two good points -> points, refused ones, status
    "billion laughs": (LAUGHS, '<trkpt lat="&b;" lon="0"/>', 1, 0, "broken"),
    "an external entity": (EXTERNAL, "<name>&b;</name>", 1, 0, "broken"),
    "300,000 deep": ("", "<a>" * 300_000, 2, 0, "broken"),
    "an attribute of 60 MB": ("", f'<trkpt lat="{"1" * (60 << 20)}"/>', 2, 1, "broken"),
    "a text of 60 MB": ("", f"<name>{'x' * (60 << 20)}</name>", 2, 0, "ingested"),
    "a control character": ("", "<name>\x0b</name>", 1, 0, "broken"),
    "100,000 points of nowhere": ("", point(999, 0, 1) * 100_000, 2, 100_000, "ingested"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_route_costs_what_is_bad_of_it(name: str, tmp_path: Path) -> None:
    prolog, between, points, refused, status = CASES[name]
    text = prolog + HEAD.removeprefix('<?xml version="1.0"?>')
    began = time.process_time()
    (one,), outcome = reading(
        (text + point(0, 0, 0) + between + point(0, 0.001, 5) + END).encode(), tmp_path
    )

    assert time.process_time() - began < 5
    assert isinstance(one, Record)
    assert (one.attributes["points"], outcome.status) == (str(points), status)
    assert outcome.notes["points of a route refused"] == refused


@QUICK
@given(junk=st.binary(max_size=200), at=st.integers(0, 400))
def test_any_bytes_give_a_route_or_a_reason(junk: bytes, at: int, tmp_path: Path) -> None:
    text = (HEAD + point(0, 0, 0) + point(1, 1, 9) + END).encode()
    found, outcome = reading(text[:at] + junk + text[at:], tmp_path)

    assert outcome.records.total() + outcome.rejected.total() == len(found) <= 1
    assert found or outcome.detail
