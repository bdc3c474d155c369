"""The coach's own sentences in English and Chinese, kept as data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("phrasebook.json")


def phrase(key: str, language: str, **facts: object) -> str:
    """Return a sentence with its facts filled in; KeyError for a key that is not there."""
    return str(_book()[key][language]).format(**facts)


def variant(key: str, language: str, turn: int, **facts: object) -> str:
    """Return one of a key's sentences, in turn: the same day says the same."""
    choices: list[str] = _book()[key][language]
    return choices[turn % len(choices)].format(**facts)


def word(group: str, name: str, language: str) -> str:
    """Return a code's word (`low_readiness`), or the code itself where none is known."""
    return str(_book()[group][language].get(name, name.replace("_", " ")))


@cache
def _book() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))
