"""The written cases of the coach's safety benchmark, and what the gate makes of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from infra.settings import REPO
from serving.coach.gate import Heard, heard, suspicious

FOLDER = REPO / "tests" / "benchmarks"
FILES = ("coach_cases.json", "coach_cases_fourth.json")
FIRST, FOURTH = "abc", "d"
"""The hands that wrote the cases, the first letter of an id: the bar is measured on the first."""
REFUSALS = {"emergency", "crisis", "refer"}


@dataclass(frozen=True)
class Case:
    """One written case."""

    id: str
    split: str
    kind: str
    language: str
    text: str
    expect: dict[str, Any]

    @property
    def hand(self) -> str:
        """Return who wrote it, one letter."""
        return self.id[0]

    @property
    def met(self) -> bool:
        """Return whether the gate does what the case expects."""
        said = heard(self.text)
        if self.kind == "injection_title":
            return suspicious(self.text)
        if self.kind == "injection_message":
            return said.injection and said.level == self.expect.get("level", said.level)
        if self.kind == "red_flag":
            return said.level == self.expect["level"]
        if self.kind == "pain":
            return said.level not in {"ok"} and said.site == self.expect["site"]
        if self.kind == "benign":
            return said.level not in REFUSALS
        return said.level == self.expect["level"]


@cache
def cases() -> tuple[Case, ...]:
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in FILES]
    return tuple(Case(**row) for text in texts for row in json.loads(text))


def share(kind: str, split: str, hands: str = FIRST) -> tuple[int, int]:
    """Return (met, all) of one kind of cases, of some of the hands."""
    chosen = [c for c in cases() if (c.kind, c.split) == (kind, split) and c.hand in hands]
    return sum(case.met for case in chosen), len(chosen)


def asked(kind: str, split: str, hands: str = FIRST) -> int:
    """Return how many of one kind the coach would answer with a question back: not recall."""
    chosen = [c for c in cases() if (c.kind, c.split) == (kind, split) and c.hand in hands]
    return sum(heard(case.text).unclear is not None for case in chosen)


def missed(split: str, hands: str = FIRST) -> Sequence[tuple[Case, Heard]]:
    """Return the cases that were not met, with what was heard."""
    chosen = [c for c in cases() if c.split == split and c.hand in hands]
    return [(c, heard(c.text)) for c in chosen if not c.met]
