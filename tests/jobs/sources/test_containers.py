"""Archives that are damaged, or written by programs with ideas of their own."""

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.containers import MAX_MEMBERS
from jobs.sources.parts import unpacked_size
from tests.builders.apple_xml import QUICK
from tests.builders.exports import HEVY, SQUAT, gzipped, health, reading, steps, zipped

EXPORT = health(*(steps(number) for number in range(30)))
LOCAL, DIRECTORY = b"PK\x03\x04", b"PK\x01\x02"
GBK = "导出.xml".encode("gbk")


def renamed(old: str, new: bytes, *, places: int = 2) -> bytes:
    """Return a zip of an export and a log, with a name's bytes changed in its first places."""
    content = zipped({old: EXPORT, "log.csv": (HEVY + SQUAT).encode()})
    assert content.count(old.encode()) == 2
    assert len(old.encode()) == len(new)
    return content.replace(old.encode(), new, places)


def test_a_name_in_bytes_of_another_encoding_is_no_obstacle(tmp_path: Path) -> None:
    records, outcome = reading(renamed("abcd.xml", GBK), tmp_path)

    assert len(records) == 31
    assert outcome.records == {"apple_health": 30, "hevy": 1}
    assert outcome.status == "ingested"


def test_a_name_that_says_it_is_utf_8_and_is_not_costs_no_record(tmp_path: Path) -> None:
    name, wrong = "\u00e9\u00e9.xml", b"\xe9\xe9xx.xml"
    for places, kept in ((2, 31), (1, 1)):
        # with the directory's, it is read without that; alone, the member is lost
        records, outcome = reading(renamed(name, wrong, places=places), tmp_path)

        assert len(records) == kept
        assert outcome.status == "broken"
        assert "utf-8" in outcome.detail
        assert unpacked_size(tmp_path / "file")[0] in (0, len(EXPORT))


def test_a_member_that_cannot_be_opened_does_not_spoil_the_others(tmp_path: Path) -> None:
    content = bytearray(zipped({"secret.xml": EXPORT, "export.xml": EXPORT}))
    for header, flags in ((LOCAL, 6), (DIRECTORY, 8)):
        content[content.index(header) + flags] |= 1
    records, outcome = reading(bytes(content), tmp_path)

    assert len(records) == 30
    assert outcome.status == "broken"
    assert "secret.xml" in outcome.detail
    assert "encrypted" in outcome.detail


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path) -> None:
    began = time.monotonic()
    records, outcome = reading(zipped({f"{n}": b"" for n in range(MAX_MEMBERS + 1)}), tmp_path)

    assert (records, outcome.status) == ([], "broken")
    assert time.monotonic() - began < 5


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return an archive with bytes changed, put in or taken out, mostly where it is structure."""
    archive = zipped({"a.txt": b"hello", "x/\u5c0e\u51fa.xml": EXPORT, "b.csv": HEVY.encode()})
    content = draw(st.sampled_from([archive, gzipped(EXPORT)]))
    for _ in range(draw(st.integers(1, 4))):
        near_the_end = draw(st.booleans())
        at = draw(st.integers(max(2, len(content) - 300 if near_the_end else 2), len(content)))
        put = draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"\xff" * 4, b"\0" * 4])))
        content = content[:at] + put + content[at + draw(st.integers(0, 6)) :]
    return content


@QUICK
@given(content=damaged())
def test_any_damage_to_an_archive_has_an_outcome(content: bytes, tmp_path: Path) -> None:
    found, outcome = reading(content, tmp_path)

    assert outcome.status
    assert outcome.records.total() + outcome.rejected.total() == len(found)
    assert unpacked_size(tmp_path / "file")[0] >= 0


def test_a_name_of_zeros_is_no_obstacle(tmp_path: Path) -> None:
    # zipfile ends a name at the first zero
    records, outcome = reading(renamed("e.xml", b"\0" * 5), tmp_path)

    assert (len(records), outcome.status) == (31, "ingested")
