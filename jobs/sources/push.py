"""Stretches of a HealthData document as lxml reads them, up to the first error."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from jobs.sources.element import Child, Element, flattened

ELEMENT = 1 << 20
"""Bytes without the start or end of an element: more is no export but an attack."""
MAX_CHILDREN = 5000
DEEPEST = 64
"""Levels; an export has five."""
ROOT, END = b"<HealthData>", b"</HealthData>"
NO_TAGS = re.compile(rb"<!--(?:[^-]|-(?!-))*-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
TAG = re.compile(rb"</?[A-Za-z_][^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>")
OTHER = (b"<!", b"<?")
PLACE = re.compile(r", line \d+, column \d+.*", re.DOTALL)
"""lxml counts lines from where a stretch began, which says nothing to the file's owner."""


class TooDeep(Exception):
    """Elements within elements within elements."""


class Target:
    """Collects the children of the root, but no position, as a target of lxml's parser."""

    def __init__(self) -> None:
        self.depth = self.seen = self.dropped = 0
        self.done: list[tuple[str, dict[str, str], list[Child]]] = []
        self.open: tuple[str, dict[str, str], list[Child]] = ("", {}, [])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.depth += 1
        self.seen += 1
        if self.depth > DEEPEST:
            raise TooDeep(f"more than {DEEPEST} elements within one another")
        if self.depth == 2:
            self.open = (tag, _plain(attributes), [])
        elif self.depth > 2 and tag != "Location":
            self._child(tag, _plain(attributes))

    def _child(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open[2]) < MAX_CHILDREN:
            self.open[2].append((tag, attributes, self.depth == 3))
        else:
            self.dropped += 1

    def data(self, text: str) -> None:
        """Keep the text of Me's children: some exporters write them so; no other text counts."""
        if self.depth == 3 and self.open[0] == "Me" and self.open[2]:
            held = self.open[2][-1][1]
            held["text"] = (held.get("text", "") + text)[:100]

    def end(self, _tag: str) -> None:
        """Take the end of an element."""
        if self.depth == 2:
            self.done.append(self.open)
        self.depth -= 1
        self.seen += 1

    def close(self) -> None:
        """Do nothing: what was collected is taken piece by piece."""


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    # a parser that resolves no entity leaves this one for `&` itself (libxml2's SAX)
    return {name: value.replace("&#38;", "&") for name, value in attributes.items()}


class Stretch:
    """A push parser, fed with what stands between two points where only the root is open.

    It counts the tags itself: where its count and the parser's agree and only the root is open,
    the parser `rests`, and what follows may be read by anybody.
    """

    def __init__(self, root: bytes = ROOT) -> None:
        self.target = Target()
        options: dict[str, Any] = {"resolve_entities": False, "no_network": True}
        options |= {"load_dtd": False, "huge_tree": False, "encoding": "utf-8"}
        self._parser = etree.XMLParser(target=self.target, **options)
        self._depth = self._events = self._silent = 0
        self._tags_only = self._counted = self._plain = True
        if root:
            self.feed(root)

    def feed(self, text: bytes) -> str:
        """Read on; return the error that ends this stretch, or nothing."""
        seen = self.target.seen
        try:
            self._parser.feed(text)
        except etree.XMLSyntaxError as error:
            return PLACE.sub("", str(error)) or "not well-formed"
        except TooDeep as error:
            return str(error)
        self._count(text)
        self._silent = self._silent + len(text) if seen == self.target.seen else 0
        return f"an element of more than {ELEMENT} bytes" if self._silent > ELEMENT else ""

    def _count(self, text: bytes) -> None:
        text = NO_TAGS.sub(b"", text)
        tags = TAG.findall(text)
        ends = sum(tag[1:2] == b"/" for tag in tags)
        whole = sum(tag[-2:-1] == b"/" for tag in tags)
        self._depth += len(tags) - 2 * ends - whole
        self._events += len(tags) + whole
        self._counted &= len(tags) == text.count(b"<")
        # lxml looks at text when the next tag comes: an error in it may still be to come
        self._plain &= not any(mark in TAG.sub(b"", text) for mark in (b"&", b"]]>"))
        self._tags_only &= not any(mark in text for mark in OTHER)

    @property
    def rests(self) -> bool:
        """Say whether only the root is open, for certain, and the parser holds nothing back."""
        known = self._counted and self._plain and self._events == self.target.seen
        return known and self._depth == 1

    def ends_before(self, tag: str) -> bool:
        """Say whether no well-formed document goes on with the start of this top-level element."""
        if not self._counted:
            # a comment may hold anything, an open tag may not
            return self._tags_only
        within = self._depth == 2 and self.target.open[0] == "Correlation"
        return self._depth != 1 and not (within and tag.startswith("<Record"))

    @property
    def ended(self) -> bool:
        """Say whether the root was closed."""
        return self.target.depth == 0 and self.target.seen > 0

    def take(self) -> list[Element]:
        """Return the elements that are complete, once."""
        taken, self.target.done = self.target.done, []
        return [flattened(*one) for one in taken]

    def finish(self) -> str:
        """End the document; return the error when it is none."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            return PLACE.sub("", str(error)) or "not well-formed"
        return ""
