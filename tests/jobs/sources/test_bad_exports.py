"""What an export must not do to us: each case ends within five seconds, with a reason."""

import struct
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from jobs.sources.outcome import Outcome
from jobs.sources.parsed import Parsed, Record, Reject
from tests.builders.apple_xml import QUICK, spoilt
from tests.builders.exports import SPAN, gzipped, health, reading, steps, zipped

LAUGHS = "<!DOCTYPE HealthData [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(2, 12)
).replace("&a1;", "&a;") + "]>\n"  # fmt: skip
EXTERNAL = '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'
ODD_DTD = "<!DOCTYPE HealthData [\n<!ATTLIST VisionPrescription\n device CDATA\n]>\n"
DEEP = "<a>" * 300_000
MALFORMED = {"malformed": 1}
GOOD = [steps(1), steps(2)]
MANY = [steps(i) for i in range(3000)]


def number(value: str, unit: str = "count", kind: str = "StepCount") -> str:
    kind = f'type="HKQuantityTypeIdentifier{kind}" sourceName="iPhone"'
    return f'<Record {kind} unit="{unit}" {SPAN} value="{value}"/>\n'


CASES: dict[str, tuple[bytes, int, dict[str, int], str]] = {
    # content -> records kept, rejects by reason, status
    "billion laughs": (health(*GOOD, steps("&a11;"), prolog=LAUGHS), 2, MALFORMED, "ingested"),
    "an external entity": (health(*GOOD, steps("&x;"), prolog=EXTERNAL), 2, MALFORMED, "ingested"),
    "a DTD that is none": (health(*GOOD, prolog=ODD_DTD), 2, {}, "ingested"),
    "an attribute of 60 MB": (
        health(steps(1), steps(2, f' device="{"A" * (60 << 20)}"'), steps(3)),
        2, MALFORMED, "ingested",
    ),
    "300,000 deep": (health(steps(1), DEEP, steps(2)), 2, MALFORMED, "ingested"),
    "300,000 deep in a record": (
        health(steps(1), steps(9).replace("/>", ">"), DEEP, steps(2)), 2, MALFORMED, "ingested",
    ),
    "records that are never closed": (
        health(*[steps(i).replace("/>", ">") for i in range(900)]),
        0, {"malformed": 900}, "ingested",
    ),
    "too many that are malformed": (
        health(*[steps(i).replace("value=", "value") for i in range(1500)]),
        0, {"malformed": 1000}, "broken",
    ),
    "attributes with blanks in their names": (
        health(steps(1), steps(2, ' Withings Link="x"'), steps(3)), 2, MALFORMED, "ingested",
    ),
    "several roots": (health(*GOOD) + health(*GOOD), 4, MALFORMED, "ingested"),
    "NaN and infinity": (
        health(*map(number, ("NaN", "inf", "-Infinity", "1e999", "", "7"))),
        1, {"bad_value": 5}, "ingested",
    ),
    "negative steps, mixed units": (
        # kept as they stood: silver refuses what a metric can't be
        health(number("-5"), number("70", "kg", "BodyMass"), number("150", "lb", "BodyMass")),
        3, {}, "ingested",
    ),
    "1970 and 2099": (
        health(*(steps(1).replace("2026-", f"{year}-") for year in (1970, 2099, "0001", 9999))),
        4, {}, "ingested",
    ),
    "days that there are none of": (
        health(steps(1).replace("08-01", "02-30"), steps(2).replace("+0200", "+9900")),
        0, {"bad_time": 2}, "ingested",
    ),
    "control characters": (health(steps(1, ' device="a\x0b&#x1;"'), steps(2)), 2, {}, "ingested"),
    "UTF-16": (health(*GOOD).decode().encode("utf-16"), 0, {}, "not_an_export"),
    "Latin-1": (health(steps(1), steps("\u00e9")).decode().encode("latin-1"), 1, MALFORMED,
                "ingested"),
    "a mark of bytes": (b"\xef\xbb\xbf" + health(*GOOD), 2, {}, "ingested"),
    "Windows' line ends": (health(*GOOD).replace(b"\n", b"\r\n"), 2, {}, "ingested"),
    "no records": (health(), 0, {}, "ingested"),
    "a clinical document": (b"<ClinicalDocument/><ClinicalDocument/>", 0, {},
                            "unsupported_source"),
    "a bomb, zipped": (
        zipped({"export.xml": health(*GOOD)[:-13] + b" " * (70 << 20) + b"</HealthData>"}),
        2, MALFORMED, "broken",
    ),
    "a bomb, gzipped": (
        gzipped(health(*GOOD)[:-13] + b" " * (70 << 20) + b"</HealthData>"),
        2, MALFORMED, "broken",
    ),
    "a cut zip": (zipped({"a/export.xml": health(*MANY)})[:-80], 3000, {}, "truncated"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_bad_export_costs_what_is_bad_of_it(name: str, tmp_path: Path) -> None:
    content, kept, rejected, status = CASES[name]
    began = time.monotonic()
    found, outcome = reading(content, tmp_path)

    assert time.monotonic() - began < 5
    assert sum(isinstance(one, Record) for one in found) == kept
    assert outcome.rejected == rejected
    assert outcome.status == status


def told(found: list[Parsed], outcome: Outcome) -> bool:
    rejects = Counter(one.reason for one in found if isinstance(one, Reject))
    return rejects == outcome.rejected and outcome.records.total() == len(found) - rejects.total()


@QUICK
@given(content=spoilt())
def test_a_spoilt_export_gives_what_is_good_and_a_reason_for_the_rest(
    content: bytes, tmp_path: Path
) -> None:
    found, outcome = reading(content, tmp_path)

    assert told(found, outcome)
    assert outcome.status in ("ingested", "truncated", "broken")


def packed() -> Iterator[tuple[str, bytes]]:
    content = health(*MANY)
    yield "xml", content
    yield "gz", gzipped(content)
    yield "zip", zipped({"x/a.txt": b"hello", "x/export.xml": content})


@pytest.mark.parametrize(("kind", "content"), list(packed()), ids=lambda one: str(one)[:3])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.77, 0.9])
def test_a_file_cut_anywhere_gives_what_it_holds(
    kind: str, content: bytes, share: float, tmp_path: Path
) -> None:
    whole, _ = reading(content, tmp_path)
    found, outcome = reading(content[: int(len(content) * share)], tmp_path)

    assert outcome.status == "truncated"
    assert found == whole[: len(found)]
    assert len(found) >= (share - 0.3) * len(whole)


def test_entries_that_overlap_are_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"export.xml": health(*MANY)}))
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 24] = struct.pack("<I", 1 << 30)
    found, outcome = reading(bytes(content), tmp_path)

    assert (found, outcome.status) == ([], "broken")
    assert "overlap" in outcome.detail
