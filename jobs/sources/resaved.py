"""Apple Health records resaved as CSV (as tdda's applehealthdata does), as the export's records.

Those tables drop the beginning of Apple's identifiers (`RestingHeartRate`); it is put back. All
else is as in `apple_health`, but that a CSV has no metadata and knows no children.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from jobs.sources.apple_health import QUANTITY, converted
from jobs.sources.containers import Stream
from jobs.sources.element import Element
from jobs.sources.parsed import Parsed, refuse
from jobs.sources.sets import EMPTY
from jobs.sources.tables import rows

COLUMNS = frozenset({"sourceName", "creationDate", "startDate", "endDate"})
"""What every such table has."""
CATEGORY = "HKCategoryTypeIdentifier"


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield a table's records; BrokenFile where it cannot be read on."""
    for row in rows(stream):
        if not row.cells:
            notes[EMPTY] += 1
        elif row.named is None:
            raw = json.dumps(row.cells, ensure_ascii=False)
            yield refuse("wrong_columns", f"{len(row.cells)} cells", raw)
        else:
            yield converted(_element(row.named))


def _element(named: Mapping[str, str]) -> Element:
    if "workoutActivityType" in named:
        return Element("Workout", dict(named))
    kind = named.get("type", "")
    if kind and not kind.startswith("HK"):
        # a category's value is an identifier itself, and it has no unit
        kind = f"{QUANTITY if 'unit' in named else CATEGORY}{kind}"
    return Element("Record", {**named, "type": kind})
