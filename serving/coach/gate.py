"""The coach's first layer: what an athlete's words say about their safety, before anyone answers.

A lexicon of phrases in English and Chinese with what denies them, not a model: its answer to the
same words is always the same, takes microseconds, and a missed phrase is one line to add. It can
only ever make a plan gentler: whatever it hears goes through the safety gate of `models.safety`.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from serving.coach import words

FOLDER = Path(__file__).parent
LEVELS = ("ok", "modify", "refer", "crisis", "emergency")
"""Ascending: of several findings the highest counts."""
PAIN_UNSAID = 5
"""Pain that was named without a number, 0-10: enough to spare its site, not enough to refer."""
PAIN_SEVERE = 7
SHORT = 40
"""A short statement before (`quick question`) may turn the next one into a general one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message says."""

    level: str = "ok"
    """ok | modify | refer | crisis | emergency."""
    symptoms: tuple[str, ...] = ()
    """In the words of `models.domain.events.Symptom`."""
    pain: int | None = None
    """0-10; None where no pain was named."""
    site: str | None = None
    injured: bool = False
    """An injury, not only pain: it outlives the day."""
    injection: bool = False
    """It tries to change the coach's rules, or asks for somebody else's data."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Patterns of one symptom."""

    symptom: str
    level: str
    pattern: re.Pattern[str]
    at_rest: bool
    """Counts only where the athlete is at rest: after a sprint it is no symptom."""


def heard(text: str) -> Heard:
    """Return what a message says about its athlete's safety; any length, never raises."""
    plain = words.normalised(text)
    found = _symptoms(plain)
    crisis = any(_meant(before, one, _crisis()) for before, one in words.statements(plain))
    site, injured = _hurt(plain)
    levels = {phrase.level for phrase in found} | ({"crisis"} if crisis else set())
    levels |= {"modify"} if site else set()
    return Heard(
        level=max(levels, key=LEVELS.index, default="ok"),
        symptoms=tuple(sorted({phrase.symptom for phrase in found})),
        pain=_severity(plain) if site else None,
        site=site,
        injured=injured,
        injection=suspicious(text),
    )


def suspicious(text: str) -> bool:
    """Return whether a text gives orders to a machine, as no athlete's words need to."""
    return _injection().search(words.normalised(text)) is not None


def _symptoms(plain: str) -> list[Phrase]:
    said = list(words.statements(plain))
    return [p for p in _phrases() if any(_has(before, one, p) for before, one in said)]


def _has(before: str, statement: str, phrase: Phrase) -> bool:
    if not phrase.at_rest:
        return _meant(before, statement, phrase.pattern)
    around = f"{before}. {statement}"
    lasting = words.context("lasting").search(around) is not None
    strained = words.context("exertion").search(around) is not None and not lasting
    resting = words.context("rest").search(around) is not None and not strained
    return resting and _meant(before, statement, phrase.pattern)


def _meant(before: str, statement: str, pattern: re.Pattern[str]) -> bool:
    """Return whether the athlete says it of themselves, and of now."""
    ago, now = words.context("long_ago"), words.context("now")
    if ago.search(statement) and not now.search(statement):
        return False
    return any(
        not _excused(before, statement[: match.start()], match.group(), statement[match.end() :])
        for match in pattern.finditer(statement)
    )


def _excused(before: str, lead: str, symptom: str, rest: str) -> bool:
    """Return whether a symptom's surroundings say that nobody has it here and now."""
    asked = f"{before}. {lead}" if len(before) < SHORT else lead
    own = words.context("own").search(symptom) is not None
    return (
        words.denied(lead, rest)
        or words.context("denied_inside").search(symptom) is not None
        or words.taken_back(rest)
        or words.asked_about(rest)
        or words.context("general").search(asked) is not None
        or (not own and (words.told_of_others(lead) or words.told_of_others(symptom)))
    )


def _hurt(plain: str) -> tuple[str | None, bool]:
    """Return the first site that hurts, and whether it was injured."""
    hurting, injury = _hurting()
    for before, statement in words.statements(plain):
        for match in (*injury.finditer(statement), *hurting.finditer(statement)):
            near = statement[max(match.start() - 60, 0) : match.end() + 45]
            site = next((s for s, place in _places().items() if place.search(near)), None)
            if site and _meant(before, statement, re.compile(re.escape(match.group()))):
                return site, injury.search(match.group()) is not None
    return None, False


def _severity(plain: str) -> int:
    score = words.context("score").search(plain)
    if score is not None:
        return int(next(group for group in score.groups() if group is not None))
    return PAIN_SEVERE if words.context("severe").search(plain) else PAIN_UNSAID


@cache
def _phrases() -> tuple[Phrase, ...]:
    return tuple(
        Phrase(row["symptom"], row["level"], _any(row["patterns"]), row.get("needs") == "rest")
        for row in _read("red_flags.json")
    )


@cache
def _crisis() -> re.Pattern[str]:
    return _any(_read("crisis.json"))


@cache
def _injection() -> re.Pattern[str]:
    return _any(_read("injection.json"))


@cache
def _places() -> dict[str, re.Pattern[str]]:
    return {site: re.compile(pattern) for site, pattern in _read("places.json").items()}


@cache
def _hurting() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = _read("hurting.json")
    return re.compile(rows["pain"]), re.compile(rows["injury"])


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
