"""Apple Health `export.xml` to bronze records, in constant memory.

kind        the record's `type` (`HKQuantityTypeIdentifierStepCount`,
            `HKCategoryTypeIdentifierSleepAnalysis`, ...), or `Workout`, `ActivitySummary`, `Me`
start_ts    `startDate` as an instant (UTC); None for ActivitySummary (`dateComponents` = its day)
            and for Me (`birth_year` and the sex: no other characteristic is kept)
attributes  every XML attribute under Apple's own name, but `type` (that is `kind`):
            `sourceName`, `sourceVersion`, `device`, `unit`, `value`, `creationDate`, `startDate`,
            `endDate` (text with the offset of the phone at export time, not of the sample);
            Workout: `workoutActivityType`, `duration` + `durationUnit` (the unit may be missing:
            then use end - start), `totalDistance` + `totalDistanceUnit`, `totalEnergyBurned` +
            `totalEnergyBurnedUnit` (up to iOS 15), and from iOS 16 its WorkoutStatistics as
            `stat:TYPE:sum|average|minimum|maximum|unit`, for example
            `stat:HKQuantityTypeIdentifierHeartRate:average`;
            MetadataEntry children of any record as `meta:KEY`: `meta:HKTimeZone` is the zone of
            the wearer (only on some records) and decides the local day, `meta:HKWasUserEntered`
raw         child elements that attributes cannot hold, as JSON [[tag, attributes], ...] (beats of
            an HRV record, workout events); empty where the attributes are the whole element

A Record inside a Correlation mostly stands at top level too (Apple's DTD says so) and is read
there; one that does not comes after all others. A state of mind (valence, labels) is a category
record, or an element of its own, and stays in bronze: what it says of a moment is no check-in.
Positions (`Location`) are never kept. Anything before `<HealthData` is dropped unread: the DTD of
iOS 16 is not well formed, and without a DTD no entity can be declared.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from jobs.sources.containers import Stream
from jobs.sources.correlations import MAX_WAITING, Twins, divided
from jobs.sources.element import Element
from jobs.sources.instants import instant
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject, refuse
from jobs.sources.spans import ALL, Span, Unjoined
from jobs.sources.xml import elements

QUANTITY = "HKQuantityTypeIdentifier"
CHARACTERISTIC = "HKCharacteristicTypeIdentifier"
Convert = Callable[[Element], Record]


class _Refused(Exception):
    """A record that does not hold what its kind needs: (reason, detail)."""


def parse(stream: Stream, notes: Counter[str], span: Span = ALL) -> Iterator[Parsed]:
    """Yield the records of an export, or of a span of it; `notes` counts what was stripped.

    Raises Truncated where the XML ends early, BrokenFile where it cannot be read on, Unjoined where
    a span cannot be read without the rest.
    """
    twins = Twins()
    broken: BrokenFile | None = None
    try:
        yield from _records(elements(stream, notes, span=span), twins, notes)
    except BrokenFile as error:
        broken = error
    alone = twins.without()
    if alone and span != ALL:
        raise Unjoined("records of a Correlation, whose twins may stand elsewhere")
    yield from map(converted, alone)
    notes.update(twins.notes)
    if broken:
        raise broken


def _records(
    found: Iterator[Element | Reject], twins: Twins, notes: Counter[str]
) -> Iterator[Parsed]:
    for element in found:
        if isinstance(element, Reject):
            yield element
        elif convert := CONVERT.get(element.tag):
            twins.see(element)
            yield converted(element, convert)
            if len(twins.waiting) > MAX_WAITING:
                yield from map(converted, twins.without())
        elif element.tag != "ExportDate":
            notes[f"{element.tag} skipped"] += 1


def converted(element: Element, convert: Convert | None = None) -> Parsed:
    """Return an element's record, or why it is none."""
    try:
        return (convert or CONVERT[element.tag])(element)
    except _Refused as refused:
        reason, detail = refused.args
        return refuse(reason, detail, json.dumps(element))


def reread(raw: str) -> Parsed:
    """Return what a refused element is today; ValueError for what never was one."""
    tag, attributes, children = json.loads(raw)
    return converted(Element(tag, attributes, tuple(map(tuple, children))))


def _record(element: Element) -> Record:
    attributes = element.attributes
    kind = attributes.get("type")
    if not kind:
        raise _Refused("no_type", f"a {element.tag} without a type")
    start = _span(attributes)
    if kind.startswith(QUANTITY):
        _check_quantity(attributes)
    del attributes["type"]
    return Record(kind, start, attributes, _raw(element) if element.children else "")


def _workout(element: Element) -> Record:
    attributes, raw = element.attributes, _raw(element)
    if not attributes.get("workoutActivityType"):
        raise _Refused("no_type", "a Workout without workoutActivityType")
    return Record("Workout", _span(attributes), attributes, raw)


def _summary(element: Element) -> Record:
    attributes, raw = element.attributes, _raw(element)
    if not attributes.get("dateComponents"):
        raise _Refused("bad_time", "an ActivitySummary without dateComponents")
    return Record("ActivitySummary", None, attributes, raw)


def _state_of_mind(element: Element) -> Record:
    return _record(element._replace(attributes={"type": "StateOfMind"} | element.attributes))


def _correlation(element: Element) -> Record:
    return _record(element._replace(children=tuple(divided(element)[1])))


def _me(element: Element) -> Record:
    told = dict(element.attributes)
    told |= {tag: held["text"].strip() for tag, held, _ in element.children if "text" in held}
    born = told.get(f"{CHARACTERISTIC}DateOfBirth", "")
    sex = told.get(f"{CHARACTERISTIC}BiologicalSex", "")
    # a day of birth names a person, a year does not
    year = {"birth_year": born[:4]} if born[:4].isdecimal() else {}
    return Record("Me", None, year | ({f"{CHARACTERISTIC}BiologicalSex": sex} if sex else {}), "")


def _span(attributes: dict[str, str]) -> datetime:
    begins, ends = attributes.get("startDate"), attributes.get("endDate")
    start = instant(begins)
    end = start if ends == begins else instant(ends)
    if start is None or end is None:
        raise _Refused("bad_time", f"startDate {begins!r}, endDate {ends!r}")
    if end < start:
        raise _Refused("ends_before_start", f"startDate {begins!r}, endDate {ends!r}")
    return start


def _check_quantity(attributes: dict[str, str]) -> None:
    value = attributes.get("value", "")
    if not _finite(value):
        raise _Refused("bad_value", f"value {value!r} is not a number")
    if not attributes.get("unit"):
        raise _Refused("unit_unknown", f"value {value!r} without a unit")


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _raw(element: Element) -> str:
    kept = [[tag, attributes] for tag, attributes, _ in element.children]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


CONVERT: dict[str, Convert] = {
    "Record": _record,
    "Correlation": _correlation,
    "Workout": _workout,
    "ActivitySummary": _summary,
    "StateOfMind": _state_of_mind,
    "Me": _me,
}
