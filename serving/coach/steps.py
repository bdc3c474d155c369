"""What an answer is made of, one after the other."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Used:
    """A tool that ran, and what it found."""

    name: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """Words for the athlete."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Who answered in the end, and what was flagged on the way."""

    coach: str
    flags: tuple[str, ...] = field(default=())


Step = Used | Said | Ended
