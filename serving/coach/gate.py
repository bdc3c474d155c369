"""The coach's first layer: what an athlete's words say about their safety, before anyone answers.

Classes of words in English and Chinese that stand together, with what denies them, not a model: its
answer to the same words is always the same and takes a millisecond. It can only ever make a plan
gentler: whatever it hears goes through the safety gate of `models.safety`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from serving.coach import words
from serving.coach.reading import Reading, Spot, readings
from serving.coach.rules import Rule, each, read, rules, unclear_rules

LEVELS = ("ok", "modify", "refer", "crisis", "emergency")
"""Ascending: of several findings the highest counts."""
PAIN_UNSAID = 5
"""Pain that was named without a number, 0-10: enough to spare its site, not enough to refer."""
PAIN_SEVERE = 7
SHORT = 40
"""A short statement before (`quick question`) may turn the next one into a general one."""
MOST = 40
"""Times that one statement may say the same, and each is looked at."""
SIGHT = 160
"""Letters before and after a symptom that say whose it is, and when."""


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
    unclear: str | None = None
    """The symptom that a part of the body feeling strange may be; None where words were clear."""
    injection: bool = False
    """It tries to change the coach's rules, or asks for somebody else's data."""


def heard(text: str) -> Heard:
    """Return what a message says about its athlete's safety; any length, never raises."""
    plain = words.normalised(text)
    said = list(readings(words.statements(plain)))
    found = [rule for rule in rules() if _any_said(said, rule)]
    site, injured = _hurt(said)
    levels = {rule.level for rule in found} | ({"modify"} if site else set())
    asks = () if levels else (rule.symptom for rule in unclear_rules() if _any_said(said, rule))
    return Heard(
        level=max(levels, key=LEVELS.index, default="ok"),
        symptoms=tuple(sorted({rule.symptom for rule in found if rule.symptom})),
        pain=_severity(plain) if site else None,
        site=site,
        injured=injured,
        unclear=next(iter(asks), None),
        injection=suspicious(text),
    )


def suspicious(text: str) -> bool:
    """Return whether a text gives orders to a machine, as no athlete's words need to."""
    plain = words.normalised(text)
    return any(order.search(plain) for order in _orders())


def answered(text: str, asked: str) -> Heard:
    """Return what the answer to a question back says: `yes` is heard as the symptom asked about."""
    said, plain = heard(text), words.normalised(text)
    denied = words.context("no").search(plain) is not None
    if said.level not in ("ok", "modify") or denied or not words.context("yes").match(plain):
        return replace(said, unclear=None)
    symptoms = tuple(sorted({*said.symptoms, asked}))
    return replace(said, level="emergency", symptoms=symptoms, unclear=None)


def _any_said(said: Sequence[Reading], rule: Rule) -> bool:
    return any(_said(one, rule) for one in said)


def _said(reading: Reading, rule: Rule) -> bool:
    spots = _bounded(rule.spots(reading))
    if not spots or any(words.context(name).search(reading.text) for name in rule.unless):
        return False
    return (not rule.at_rest or _resting(reading)) and _meant(reading, spots)


def _bounded(spots: Iterable[Spot]) -> list[Spot]:
    """Return the first and the last of very many: a long text takes no long time."""
    found = sorted(set(spots))
    return found if len(found) <= MOST else [*found[: MOST // 2], *found[-MOST // 2 :]]


def _resting(reading: Reading) -> bool:
    around = f"{reading.before}. {reading.text}. {reading.after}"
    lasting = words.context("lasting").search(around) is not None
    strained = words.context("exertion").search(around) is not None and not lasting
    return words.context("rest").search(around) is not None and not strained


def _meant(reading: Reading, spots: Iterable[Spot]) -> bool:
    """Return whether the athlete says it of themselves, and of now."""
    text = reading.text
    if words.context("long_ago").search(text) and not _now(reading):
        return False
    return any(not _excused(reading, start, end) for start, end in spots)


def _now(reading: Reading) -> bool:
    back = words.context("back_again").search(reading.after) is not None
    return back or words.context("now").search(reading.text) is not None


def _excused(reading: Reading, start: int, end: int) -> bool:
    """Return whether a symptom's surroundings say that nobody has it here and now."""
    lead = reading.text[max(start - SIGHT, 0) : start]
    symptom, rest = reading.text[start:end], reading.text[end : end + SIGHT]
    asked = f"{reading.before}. {lead}" if len(reading.before) < SHORT else lead
    own = words.context("own").search(symptom) is not None
    return (
        words.denied(lead, rest)
        or words.context("denied_inside").search(symptom) is not None
        or words.taken_back(rest)
        or words.asked_about(rest)
        or words.context("general").search(asked) is not None
        or words.context("hypothetical").search(lead) is not None
        or words.other_subject(lead, symptom)
        or (not own and (words.told_of_others(lead) or words.told_of_others(symptom)))
    )


def _hurt(said: Sequence[Reading]) -> tuple[str | None, bool]:
    """Return the first site that hurts, and whether it was injured."""
    hurting, injury = _hurting()
    for one in said:
        injured = _bounded(match.span() for match in injury.finditer(one.text))
        for spot in (*injured, *_bounded(match.span() for match in hurting.finditer(one.text))):
            site = _site(one.text[max(spot[0] - 60, 0) : spot[1] + 45])
            if site and _meant(one, [spot]):
                return site, spot in injured
    return None, False


def _site(near: str) -> str | None:
    return next((site for site, place in _places().items() if place.search(near)), None)


def _severity(plain: str) -> int:
    score = words.context("score").search(plain)
    if score is not None:
        return int(next(group for group in score.groups() if group is not None))
    return PAIN_SEVERE if words.context("severe").search(plain) else PAIN_UNSAID


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    return each(read("injection.json"))


@cache
def _places() -> dict[str, re.Pattern[str]]:
    return {site: re.compile(pattern) for site, pattern in read("places.json").items()}


@cache
def _hurting() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = read("hurting.json")
    return re.compile(rows["pain"]), re.compile(rows["injury"])
