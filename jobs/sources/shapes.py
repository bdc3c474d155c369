"""Elements that look like ones read before, without a parser.

What stands outside an element's quotes is its shape, and an export has a few dozen of them. lxml
reads each shape once, with numbers for values; every further text of that shape is cut at its
quotes and the values are dealt out. Where a value could change what the text means, or a shape is
not well-formed, nothing is returned: lxml reads it. White space in the texts is blanks only.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from jobs.sources.element import META, Child, Element, flattened
from jobs.sources.push import END, Stretch

MAX_SHAPES = 4096
MAX_VALUES, MAX_TEXT = 400, 16 << 10
MAX_DECODED = 10_000
ENTRY = ("MetadataEntry", ("key", "value"), True)
HEAD = "<Record type="
CHANGING = ("'", ":")
"""Outside of values: other quotes, and namespaces, whose values change names."""


class Form(NamedTuple):
    """One element, whose attributes are values by their place in the text."""

    tag: str
    names: tuple[str, ...]
    first: int
    children: tuple[tuple[str, tuple[str, ...], int, bool], ...]
    """(tag, names, first value, is a direct child)."""


class Shape(NamedTuple):
    """What texts have in common that differ in values only."""

    marks: int
    """How many `<` it holds; a further one would stand in a value."""
    forms: tuple[Form, ...]


class Run(NamedTuple):
    """What Records have in common that follow one another."""

    values: int
    outside: list[str]
    """What stands behind each value, the last time with the beginning of the next Record."""
    marks: int
    names: tuple[str, ...]
    """Of the Record's own attributes; what follows are keys and values of metadata."""


class Shapes:
    """The shapes of one file."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Shape | None] = {}
        self._decoded: dict[str, str | None] = {}
        self._run = Run(1, [""], 0, ())

    def records(self, text: str) -> list[Element] | None:
        """Return the elements of a text that is nothing but Records; None where it may be more."""
        parts = (text + HEAD).split('"')
        outside, values = parts[::2], parts[1::2]
        if outside[0] != HEAD or len(outside) == len(values):
            return None
        done: list[Element] = []
        told, at, end = iter(values), 0, len(values)
        marks, references = text.count("<"), text.count("&")
        count, same, run_marks, names = self._run
        while at < end:
            # mostly a record looks like the one before
            if outside[at + 1 : at + count + 1] != same:
                found = self._run_at(outside, at)
                if found is None:
                    return None
                self._run = count, same, run_marks, names = found
            # comparing lengths that are equal took a twentieth of an import
            own = dict(zip(names, told))  # noqa: B905
            if count > len(names) and not _entered(own, told, (count - len(names)) // 2):
                return None
            device = own.get("device")
            if device and "&" in device:
                own["device"] = plain = device.replace("&lt;", "<").replace("&gt;", ">")
                references -= (len(device) - len(plain)) // 3
            done.append(Element("Record", own))
            at, marks = at + count, marks - run_marks
        return done if marks == references == 0 else None

    def _run_at(self, outside: list[str], at: int) -> Run | None:
        after = next(i for i in range(at + 1, len(outside)) if outside[i].endswith(HEAD))
        rest = outside[at + 1 : after + 1]
        shape = self._shape((HEAD, *rest[:-1], rest[-1].removesuffix(HEAD)))
        if shape is None or len(shape.forms) != 1:
            return None
        tag, names, _, children = shape.forms[0]
        entries = all((name, held, direct) == ENTRY for name, held, _, direct in children)
        return Run(len(rest), rest, shape.marks, names) if entries and tag == "Record" else None

    def read(self, piece: str) -> list[Element] | None:
        """Return the elements of a piece of the root's content; None where lxml must read it."""
        if len(piece) > MAX_TEXT:
            return None
        parts = piece.split('"')
        outside, values = tuple(parts[::2]), parts[1::2]
        shape = self._shape(outside)
        if shape is None or len(outside) == len(values) or piece.count("<") != shape.marks:
            return None
        told = [self._value(value) if "&" in value else value for value in values]
        plain = [value for value in told if value is not None]
        return [_made(form, plain) for form in shape.forms] if len(plain) == len(told) else None

    def _shape(self, outside: tuple[str, ...]) -> Shape | None:
        if outside not in self._known:
            if len(self._known) >= MAX_SHAPES or len(outside) > MAX_VALUES:
                return None
            self._known[outside] = shape_of(outside)
        return self._known[outside]

    def _value(self, text: str) -> str | None:
        if text not in self._decoded:
            if len(self._decoded) >= MAX_DECODED:
                self._decoded.clear()
            self._decoded[text] = decoded(text)
        return self._decoded[text]


def _entered(own: dict[str, str], told: Iterator[str], count: int) -> bool:
    """Add entries of metadata to attributes in the making; False where they are not all new."""
    size = len(own)
    for _ in range(count):
        key = next(told)
        own[META + key] = next(told)
    return len(own) == size + count and META not in own


def decoded(text: str) -> str | None:
    """Return an attribute's value as lxml reads it; None where it refuses a reference."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return str(etree.fromstring(f'<a b="{text}"/>', parser).get("b"))
    except etree.XMLSyntaxError:
        return None


def shape_of(outside: tuple[str, ...]) -> Shape | None:
    """Return the shape of what stands outside the quotes; None where values could change it."""
    text = "".join(outside)
    if any(mark in text for mark in CHANGING):
        return None
    numbered = "".join(f'{part}"{number}"' for number, part in enumerate(outside[:-1]))
    stretch = Stretch()
    failure = stretch.feed((numbered + outside[-1]).encode())
    if failure or stretch.feed(END) or stretch.finish():
        return None
    found = stretch.target.done
    held = [attributes for _, own, children in found for attributes in (own, *_of(children))]
    dealt = [value for attributes in held for value in attributes.values()]
    in_order = dealt == [str(number) for number in range(len(outside) - 1)]
    if not in_order or any(tag == "Me" for tag, *_ in found):
        return None
    return Shape(text.count("<"), tuple(map(_form, found)))


def _of(children: list[Child]) -> list[dict[str, str]]:
    return [attributes for _, attributes, _ in children]


def _form(element: tuple[str, dict[str, str], list[Child]]) -> Form:
    tag, own, children = element
    told = ((name, *_span(attributes), direct) for name, attributes, direct in children)
    return Form(tag, *_span(own), tuple(told))


def _span(attributes: dict[str, str]) -> tuple[tuple[str, ...], int]:
    return tuple(attributes), int(next(iter(attributes.values()), "0"))


def _made(form: Form, values: list[str]) -> Element:
    children = [
        (tag, _dealt(names, first, values), direct) for tag, names, first, direct in form.children
    ]
    return flattened(form.tag, _dealt(form.names, form.first, values), children)


def _dealt(names: tuple[str, ...], first: int, values: list[str]) -> dict[str, str]:
    return dict(zip(names, values[first : first + len(names)], strict=True))
