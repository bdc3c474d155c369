"""Numbers of people's tables: decimal commas, units in a header, a cell or on the command line."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,25})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
AMBIGUOUS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
"""A thousand, or one and no thousandths."""
MASS = {"kg": 1.0, "lb": 0.45359237}
LENGTH = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144, "cm": 0.01}
NAMES = {
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), "m"),
    **dict.fromkeys(("km", "kms", "kilometer", "kilometers", "kilometres"), "km"),
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("ft", "foot", "feet"), "ft"),
    **dict.fromkeys(("yd", "yds", "yard", "yards"), "yd"),
    "cm": "cm",
}
"""A unit's spellings."""
SAME = 0.01
"""How far two writings of one quantity may lie apart, as a share."""


class Refused(Exception):
    """A row that does not hold what it needs."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def number(text: str, name: str) -> float:
    """Return a number; raise Refused for formulas, NaN, a thousand that may be one."""
    text = text.strip()
    if not NUMBER.fullmatch(text) or AMBIGUOUS.fullmatch(text):
        raise Refused("bad_value", f"{name} {text[:60]!r}")
    return float(text.replace(",", "."))


@lru_cache(maxsize=1024)
def unit_in(column: str, what: str) -> str:
    """Return the unit that a header names: `Weight (kgs)`, `weight_lb`; empty without one."""
    found = re.fullmatch(rf"{what}[ _]?\(?([a-z]+)\)?", column.strip().lower())
    return NAMES.get(found[1], "") if found else ""


def says_unit(header: Sequence[str]) -> bool:
    """Say whether a log's header tells the unit of its weights."""
    return any(unit_in(column, "weight") or _plain(column) == "weight_unit" for column in header)


def amount(named: Mapping[str, str], what: str, units: Mapping[str, float]) -> float | None:
    """Return a quantity in its SI unit, of columns that name theirs; None without a value."""
    told = [
        number(text, column) * units[unit]
        for column, text in named.items()
        if (unit := unit_in(column, what)) in units
    ]
    if told and max(told) - min(told) > SAME * max(map(abs, told)):
        raise Refused("mixed_units", f"{what} {' and '.join(map(str, told))}")
    return told[0] if told else None


def plain_amount(
    named: Mapping[str, str], what: str, units: Mapping[str, float], given: str | None
) -> float | None:
    """Return a quantity whose unit stands in a cell, else the one given; Refused without both."""
    cells = {_plain(column): text for column, text in named.items()}
    if what not in cells:
        return None
    value = number(cells[what], what)
    said = cells.get(f"{what}_unit", "").strip().lower()
    unit = NAMES.get(said, "") if said else given
    if value == 0:
        return value
    if unit is None or unit not in units:
        raise Refused("unit_unknown", f"{what} {cells[what]!r} in {said or 'no unit'!r}")
    return value * units[unit]


@lru_cache(maxsize=1024)
def _plain(column: str) -> str:
    return column.strip().lower().replace(" ", "_")
