"""Who should leave an activity out, in an athlete's words, and on whose word."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).with_name("contraindications.json")


@dataclass(frozen=True, slots=True)
class Contraindication:
    """One state of a person in which an activity does more harm than good."""

    kind: str
    name: str
    advice: str
    source: str
    """A section of facts.md, a paper, or `judgement`; [mem] = unchecked."""


@cache
def contraindications() -> Mapping[str, Contraindication]:
    """Return the kinds that activities name, in the file's order."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType({row["kind"]: Contraindication(**row) for row in rows})
