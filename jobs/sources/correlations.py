"""Records inside Correlations: Apple writes them at top level too, other exporters may not.

Each is told once. HealthKit knows two correlations, blood pressure and food; a record of another
kind stays with its Correlation.
"""

from collections import Counter

from jobs.sources.element import Child, Element, flattened

CORRELATED = ("HKQuantityTypeIdentifierBloodPressure", "HKQuantityTypeIdentifierDietary")
"""Beginnings of the types of which correlations are made."""
KEY = ("type", "startDate", "endDate", "value", "unit", "sourceName")
MAX_TOP, MAX_WAITING = 1_000_000, 20_000


class Twins:
    """Which records of Correlations have a twin at top level, as far as a document was read."""

    def __init__(self) -> None:
        self.notes: Counter[str] = Counter()
        self.waiting: list[Element] = []
        """Without a twin so far."""
        self._top: set[int] = set()

    def see(self, element: Element) -> None:
        """Take the next top-level element in."""
        if element.tag == "Record":
            if element.attributes.get("type", "").startswith(CORRELATED):
                self._see_top(element)
        elif element.tag == "Correlation":
            nested, _ = divided(element)
            self.waiting += nested

    def _see_top(self, element: Element) -> None:
        if len(self._top) < MAX_TOP:
            self._top.add(_key(element))
        else:
            self.notes["records too many to know from those of Correlations"] += 1

    def without(self) -> list[Element]:
        """Return the records that wait and have no twin, once."""
        alone = [one for one in self.waiting if _key(one) not in self._top]
        if len(alone) < len(self.waiting):
            self.notes["records of Correlations told once"] += len(self.waiting) - len(alone)
        self.waiting = []
        return alone


def divided(correlation: Element) -> tuple[list[Element], list[Child]]:
    """Return a Correlation's own records, and what else it holds."""
    nested: list[tuple[dict[str, str], list[Child]]] = []
    rest: list[Child] = []
    within = False
    for tag, attributes, direct in correlation.children:
        if direct:
            within = tag == "Record" and attributes.get("type", "").startswith(CORRELATED)
        if within and direct:
            nested.append((attributes, []))
        elif within:
            nested[-1][1].append((tag, attributes, True))
        else:
            rest.append((tag, attributes, direct))
    return [flattened("Record", *one) for one in nested], rest


def _key(element: Element) -> int:
    return hash(tuple(map(element.attributes.get, KEY)))
