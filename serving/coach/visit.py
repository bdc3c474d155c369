"""One athlete at the coach's: whose plan, which time, which language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from serving.service import Service

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything a tool may touch; the athlete comes from the token, never from a message."""

    house: Service
    user_id: str
    now: datetime
    language: Language = "en"


def language_of(text: str) -> Language:
    """Return the language to answer in: Chinese where the message has Chinese characters."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
