"""Slips of the thumb in the words that matter: one edit away from a key word, and no word itself.

The first letter has to be right (a slip of two neighbouring letters apart), so that `light` does
not become `tight`; the key words (five letters or more: shorter ones have too many neighbours), and
the words that only look like slips, are in `spelling.json`.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_lowercase

FILE = Path(__file__).with_name("spelling.json")
WORD = re.compile(r"(?<![a-z'])[a-z]{2,14}(?![a-z'])")
DRAWN_OUT = re.compile(r"([a-z\u4e00-\u9fff])\1{2,}")
"""`tiiight`, `疼疼疼`: a letter three times or more is said once."""


def corrected(text: str) -> str:
    """Return a text in small letters with its key words spelt right."""
    slips = _slips()
    once = DRAWN_OUT.sub(r"\1", text)
    return WORD.sub(lambda found: slips.get(found[0], found[0]), once)


@cache
def _slips() -> dict[str, str]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    known = {*rows["keywords"], *rows["real_words"]}
    slips = {slip: word for word in rows["keywords"] for slip in _edits(word) if slip not in known}
    return {**slips, **rows["short"]}


def _edits(word: str) -> Iterator[str]:
    """Yield what one slip makes of a word."""
    for at in range(1, len(word)):
        yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        yield word[:at] + word[at + 1 :]
        for letter in ascii_lowercase:
            yield word[:at] + letter + word[at + 1 :]
            yield word[:at] + letter + word[at:]
    yield from (word + letter for letter in ascii_lowercase)
