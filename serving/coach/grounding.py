"""Numbers in an answer come from tools only: a sentence with any other number is withheld."""

import re
from collections.abc import Iterable
from typing import Any

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
END = re.compile(r"(?<=[.!?])(?=\s)|(?<=[。！？])|\n+")
"""A point at the very end may still become a decimal one."""
MEDICAL = re.compile(r"\b(diagnos\w+|prescri\w+|dosage|\d+ ?mg)\b|诊断|处方|剂量", re.IGNORECASE)
"""A coach neither diagnoses nor prescribes (facts.md 7)."""


def numbers_of(value: Any) -> set[str]:
    """Return every number inside a tool's result or arguments, as people write it."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int | float):
        return {_plain(str(value)), _plain(str(round(value)))}
    if isinstance(value, str):
        return {_plain(found) for found in NUMBER.findall(value)}
    inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return set().union(*(numbers_of(one) for one in inner), set())


def allowed(sentence: str, known: set[str]) -> bool:
    """Return whether a sentence may be said: its numbers are known, and it is no medicine."""
    told = {_plain(found) for found in NUMBER.findall(sentence)}
    return told <= known and MEDICAL.search(sentence) is None


def complete(buffer: str) -> tuple[list[str], str]:
    """Return the finished sentences of a growing text, and what is not finished yet."""
    parts = END.split(buffer)
    return [part for part in parts[:-1] if part], parts[-1]


def _plain(number: str) -> str:
    text = number.replace(",", ".")
    return text.rstrip("0").rstrip(".") if "." in text else text
