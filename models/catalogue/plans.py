"""Plans: four weeks for a goal, an experience and 2-6 days, with what the athlete owns.

Sources of the numbers: facts.md 1 (ACSM 2009 for loads and lifting days, WHO 2020 for minutes),
facts.md 4 (loads by repetitions in reserve), `volume` (sets). Every block ends with an easy week:
246 strength athletes eased off every 5.8 weeks, SD 3.4 (Rogerson 2023); four is judgement.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from models.catalogue.exercises import Exercise, exercise_for
from models.catalogue.prescription import Prescription
from models.catalogue.rows import immutable
from models.catalogue.sessions import Outline, Session, opening, outlines
from models.catalogue.stages import BUILD, Stage, stages

SCHEMES = Path(__file__).with_name("schemes.json")
TEMPLATES = Path(__file__).with_name("templates.json")
STYLE = {"strength": "strength", "muscle": "muscle"}
"""Other goals lift in the `fitness` style."""
MINUTES = {"beginner": 40, "intermediate": 50, "advanced": 65}
"""Longest session; the week's long steady one may take half as much again."""
LONG, LONG_SESSIONS = 1.5, ("run_long", "long_easy")
LIFTING_DAYS = {"beginner": 3, "intermediate": 4, "advanced": 5}
"""Most in a week (ACSM 2009: 2-3, 3-4, 4-5)."""
HOLD_S = {"beginner": 20, "intermediate": 30, "advanced": 40}
HOLD_SETS, HOLD_RPE, HOLD_REST_S = 2, 6.0, 30
SMALL_FROM = 8
"""Exercises that start at so many repetitions span four of them, the others two."""
LIGHT_FROM, LIGHT_REST_S = 6, 90
"""From so many repetitions on a rest needs no longer than this."""
SAME_FOR_ALL: Mapping[str, Mapping[str, Any]] = {
    "core": {"sets": 2, "reps": (6, 10), "rir": 3, "rest_s": 30, "tempo": "2-1-2"},
    "gentle": {"sets": 2, "reps": (8, 12), "rir": 4, "rest_s": 60, "tempo": "2-1-2"},
}
"""Roles that no scheme makes heavier."""
FEWEST_SLOTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom a plan is for."""

    goal: str
    experience: str
    days_per_week: int
    """2-6."""
    equipment: tuple[str, ...] = ()
    minutes: int | None = None
    """The athlete's own limit on a session; None: the experience's."""


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """Seven days, Monday first."""

    stage: Stage
    days: tuple[Session, ...]

    @property
    def work(self) -> tuple[Prescription, ...]:
        """Return everything prescribed in the week."""
        return tuple(one for day in self.days for one in day.work)


@dataclass(frozen=True, slots=True)
class Plan:
    """A block of four weeks."""

    asked: Asked
    weeks: tuple[PlanWeek, ...]

    @property
    def usual(self) -> PlanWeek:
        """Return the week that stands for the block: the second."""
        return next(week for week in self.weeks if week.stage.week == BUILD.week)


def plan_for(asked: Asked) -> Plan:
    """Return the plan; KeyError for a goal, experience or number of days without one."""
    keys = authored()[asked.goal, asked.experience]["weeks"][str(asked.days_per_week)]
    drafts = [_draft(key, asked) for key in keys]
    block = stages(asked.experience)
    return Plan(asked, tuple(PlanWeek(s, tuple(_at(d, s) for d in drafts)) for s in block))


@cache
def authored() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Return the rows of templates.json by (goal, experience)."""
    rows = json.loads(TEMPLATES.read_text(encoding="utf-8"))
    return {(row["goal"], row["experience"]): row for row in rows}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A session before the week's stage is applied."""

    session: Session
    lead: tuple[bool, ...]
    """Per piece of work: the session's first lift, which alone gets a further set."""


def _draft(key: str, asked: Asked) -> _Draft:
    name, _, action = key.partition(":")
    outline = outlines()[name]
    work = _lifts(outline, asked) if outline.slots else _blocks(outline, asked)
    lead = tuple(bool(outline.slots) and place == 0 for place in range(len(work)))
    session = Session(
        outline,
        int(action or outline.action),
        opening(outline.kind, "warmup"),
        work,
        opening(outline.kind, "cooldown"),
    )
    return _fitted(_Draft(session, lead), asked)


def _lifts(outline: Outline, asked: Asked) -> tuple[Prescription, ...]:
    scheme = _schemes()[STYLE.get(asked.goal, "fitness"), asked.experience]
    return tuple(_slot(role, pattern, scheme, asked) for role, pattern in outline.slots)


def _slot(
    role: str, pattern: str, scheme: Mapping[str, Mapping[str, Any]], asked: Asked
) -> Prescription:
    what = exercise_for(pattern, asked.experience, asked.equipment)
    if what.measure == "seconds":
        return Prescription(
            exercise=what.exercise_id,
            sets=HOLD_SETS,
            seconds=HOLD_S[asked.experience],
            rpe=HOLD_RPE,
            rest_s=HOLD_REST_S,
        )
    given = SAME_FOR_ALL.get(role) or scheme[role]
    return Prescription(exercise=what.exercise_id, **{**given, **_lighter(role, given, what)})


def _lighter(role: str, given: Mapping[str, Any], what: Exercise) -> Mapping[str, Any]:
    """Return what changes for an exercise that is not done with so few repetitions."""
    fewest = what.reps_from
    if role in SAME_FOR_ALL or given["reps"][0] >= fewest:
        return {}
    rest = given["rest_s"] if fewest < LIGHT_FROM else min(given["rest_s"], LIGHT_REST_S)
    return {"reps": (fewest, fewest + (4 if fewest >= SMALL_FROM else 2)), "rest_s": rest}


@cache
def _schemes() -> Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]:
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in json.loads(SCHEMES.read_text(encoding="utf-8")):
        style, level, role = (row.pop(k) for k in ("style", "level", "role"))
        found.setdefault((style, level), {})[role] = immutable(row)
    return found


def _blocks(outline: Outline, asked: Asked) -> tuple[Prescription, ...]:
    return tuple(_block(block, asked) for block in outline.blocks[asked.experience])


def _block(block: Mapping[str, Any], asked: Asked) -> Prescription:
    what = exercise_for(block["pattern"], asked.experience, asked.equipment)
    given = immutable({k: v for k, v in block.items() if k != "pattern"})
    return Prescription(exercise=what.exercise_id, **given)


def _at(draft: _Draft, stage: Stage) -> Session:
    if not draft.session.training:
        return draft.session
    pairs = zip(draft.session.work, draft.lead, strict=True)
    work = tuple(stage.applied(one, lead=lead) for one, lead in pairs)
    return replace(draft.session, work=work)


def _fitted(draft: _Draft, asked: Asked) -> _Draft:
    """Return the session within its minutes in the fullest week: last slots go, then time."""
    longest = stages(asked.experience)[2]
    while (over := _at(draft, longest).minutes - _budget(draft.session.outline, asked)) > 0:
        shorter = _without_last(draft) or _with_less_time(draft, over)
        if shorter is None:
            break
        draft = shorter
    return draft


def _budget(outline: Outline, asked: Asked) -> int:
    longer = LONG if outline.key in LONG_SESSIONS else 1.0
    usual = int(MINUTES[asked.experience] * longer)
    return usual if asked.minutes is None else min(usual, asked.minutes)


def _without_last(draft: _Draft) -> _Draft | None:
    session = draft.session
    if not session.outline.slots or len(session.work) <= FEWEST_SLOTS:
        return None
    return _Draft(replace(session, work=session.work[:-1]), draft.lead[:-1])


def _with_less_time(draft: _Draft, over: int) -> _Draft | None:
    """Return it with the longest steady part shortened, or else one set less of the last lift."""
    work = list(draft.session.work)
    steady = [one.minutes or 0 for one in work]
    if (longest := max(steady)) > over:
        at = steady.index(longest)
        work[at] = replace(work[at], minutes=longest - over)
    else:
        at = next((i for i in reversed(range(len(work))) if work[i].sets > 1), -1)
        if at < 0:
            return None
        work[at] = replace(work[at], sets=work[at].sets - 1)
    return _Draft(replace(draft.session, work=tuple(work)), draft.lead)
