"""One top-level element of a HealthData document, its metadata flat among its attributes."""

from typing import NamedTuple

Child = tuple[str, dict[str, str], bool]
"""(tag, attributes, is a direct child of the element)."""
META, STATISTIC = "meta:", "stat:"
STATISTICS = ("sum", "average", "minimum", "maximum", "unit")


class Element(NamedTuple):
    """One child of the root."""

    tag: str
    attributes: dict[str, str]
    """With `meta:KEY` for each MetadataEntry and `stat:TYPE:sum|...` for WorkoutStatistics."""
    children: tuple[Child, ...] = ()
    """Descendants that found no place there, in document order; never a position."""


def flattened(tag: str, attributes: dict[str, str], children: list[Child]) -> Element:
    """Return an element with its descendants' figures where they are looked for."""
    flat, rest = dict(attributes), []
    for child in children:
        found = _flat(child) if child[2] else {}
        if found and not (flat.keys() & found.keys()):
            flat |= found
        elif not found or not found.items() <= flat.items():
            rest.append(child)
    return Element(tag, flat, tuple(rest))


def _flat(child: Child) -> dict[str, str]:
    tag, attributes, _ = child
    if tag == "MetadataEntry" and attributes.get("key"):
        return {f"{META}{attributes['key']}": attributes.get("value", "")}
    if tag == "WorkoutStatistics" and attributes.get("type"):
        prefix = f"{STATISTIC}{attributes['type']}"
        return {f"{prefix}:{name}": attributes[name] for name in STATISTICS if name in attributes}
    return {}
