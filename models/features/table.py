"""The catalogue as a Markdown table: `python -m models.features.table` writes README.md here."""

from pathlib import Path

from models.features.catalogue import DAILY, FEATURES, REQUEST, service_hash
from models.features.feature import Feature

FILE = Path(__file__).with_name("README.md")
HEAD = ("name", "group", "unit", "range", "minimum data", "source", "description")


def table() -> str:
    """Return the whole catalogue, in the context's order."""
    lines = [
        "# Feature catalogue",
        "",
        f"{len(DAILY)} daily features, {len(REQUEST)} of the request; service `{service_hash()}`.",
        "Written by `python -m models.features.table`; a test compares it with the code. A value",
        "outside of its range is refused: missing, and counted. With less than the minimum data a",
        "feature is missing, never 0. Row (athlete, D) holds nights that ended on D and days up to",
        "D - 1. A source with `[mem]` is named from memory; the others were looked up.",
        "",
        _row(HEAD),
        _row(("---",) * len(HEAD)),
    ]
    return "\n".join([*lines, *(_row(_cells(feature)) for feature in FEATURES), ""])


def _cells(feature: Feature) -> tuple[str, ...]:
    span = f"{feature.low:g} to {feature.high:g}"
    said = (feature.unit, span, feature.minimum, feature.source, feature.description)
    return (f"`{feature.name}`", feature.group, *said)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
