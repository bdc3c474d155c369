"""However a document is read - by shapes, by lxml, in chunks, in parts - it says the same."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jobs.sources.apple_health import parse
from jobs.sources.element import Element, flattened
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from jobs.sources.shapes import Shapes
from jobs.sources.spans import Span, Unjoined
from jobs.sources.xml import NOT_XML, Reader, blocks, clean, elements
from tests.builders.apple_xml import GOOD, QUICK, spoilt, whole
from tests.builders.exports import health, steps, stream

Told = tuple[list[Element | str], str, Counter[str]]


class NoShapes(Shapes):
    """Knows nothing, so that lxml reads everything."""

    def records(self, text: str) -> None:
        return None

    def read(self, piece: str) -> None:
        return None


def told(content: bytes, shapes: Shapes, width: int = 1 << 20) -> Told:
    """Return what a document gave, and how it ended."""
    found: list[Element | str] = []
    notes: Counter[str] = Counter()
    reader = Reader(notes, shapes=shapes)
    root = content.index(b"<HealthData")
    chunks = (content[at : at + width] for at in range(root, len(content), width))
    ended = ""
    try:
        for block in blocks(clean(chunks, notes)):
            found += map(comparable, reader.read(block))
        found += map(comparable, reader.finish())
    except BrokenFile as broken:
        ended = type(broken).__name__
    return found, ended, notes


def comparable(one: Element | Reject) -> Element | str:
    # how much of the text before an error is told depends on what lxml was reading
    return one if isinstance(one, Element) else one.reason


@QUICK
@given(content=spoilt())
def test_shapes_read_what_lxml_reads(content: bytes) -> None:
    assert told(content, Shapes()) == told(content, NoShapes())


@QUICK
@given(content=spoilt(), width=st.integers(1, 400))
def test_the_cut_between_chunks_does_not_matter(content: bytes, width: int) -> None:
    assert told(content, Shapes(), width) == told(content, Shapes())


@QUICK
@given(pieces=GOOD)
def test_a_well_formed_document_says_what_a_tree_of_it_says(pieces: list[str]) -> None:
    content = whole(*pieces)
    tree = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))
    found, ended, _ = told(content, Shapes())
    expected = [of_tree(node) for node in tree if node.tag != "Me"]

    assert [one for one in found if isinstance(one, Element) and one.tag != "Me"] == expected
    assert (len(found), ended) == (len(tree), "")


def of_tree(node: etree._Element) -> Element:
    below = [one for one in node.iterdescendants() if one.tag != "Location"]
    children = [(str(one.tag), dict(one.attrib), one.getparent() is node) for one in below]
    return flattened(str(node.tag), dict(node.attrib), children)


def records(content: bytes, span: Span | None = None) -> list[Parsed]:
    notes: Counter[str] = Counter()
    return list(parse(stream(content), notes, span) if span else parse(stream(content), notes))


@QUICK
@given(pieces=GOOD, cuts=st.lists(st.integers(1, 6000), max_size=3))
def test_parts_give_what_the_whole_gives_or_say_that_they_cannot(
    pieces: list[str], cuts: list[int]
) -> None:
    content = whole(*pieces)
    ends = sorted(cuts)
    spans = [Span(*pair) for pair in zip([0, *ends], [*ends, None], strict=True)]
    try:
        parts = [records(content, span) for span in spans]
    except Unjoined:
        # only where a Record may stand within something else
        assert any("Correlation" in one or "<!" in one for one in pieces)
        return

    assert [one for part in parts for one in part] == records(content)


def test_parts_of_a_real_export_give_what_the_whole_gives(real_data: Path) -> None:
    path = real_data / "apple_health" / "hkimport_2017_a.xml.gz"
    content = gzip.decompress(path.read_bytes())
    # the export's only Correlation, and what it repeats, stand in the last part
    ends = [300_000, 700_000, 1_100_000]
    spans = [Span(*pair) for pair in zip([0, *ends], [*ends, None], strict=True)]
    found = [records(content, span) for span in spans]

    assert all(len(part) > 500 for part in found)
    assert [one for part in found for one in part] == records(content)


def test_a_border_within_a_comment_is_found_out() -> None:
    comment = f" <!-- hidden\n {steps(2)}-->\n"
    content = health(" " + steps(1), comment, " " + steps(3))
    cut = content.index(b"hidden")

    with pytest.raises(Unjoined):
        records(content, Span(0, cut))


def test_nothing_that_xml_forbids_is_kept() -> None:
    content = health(steps(1, f' device="a{NOT_XML.decode()}b"'))
    notes: Counter[str] = Counter()
    (one,) = elements(stream(content), notes)

    assert isinstance(one, Element)
    assert one.attributes["device"] == "ab"
    assert notes == {"control characters stripped": len(NOT_XML)}


@pytest.mark.parametrize("spoiler", [' "', " <", "</Record>", "<Record "])
def test_one_bad_record_costs_one_record(spoiler: str) -> None:
    good = [steps(i) for i in range(50)]
    found = records(health(*good[:20], steps(99, spoiler), *good[20:]))

    assert sum(isinstance(one, Record) for one in found) == 50
    assert len(found) >= 51
