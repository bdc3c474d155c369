"""Plan templates: what the rules plan by goal, experience and days a week.

Two goals x two levels are authored; the others map to the nearest of them (`NEAREST_GOAL`,
`NEAREST_LEVEL`), and fewer training days turn the lightest training days into rest.
"""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from models.catalogue.actions import actions

FILE = Path(__file__).with_name("templates.json")
NEAREST_GOAL = {
    "strength": "strength",
    "muscle": "strength",
    "endurance": "general_health",
    "fat_loss": "general_health",
    "general_health": "general_health",
    "stress_relief": "general_health",
}
NEAREST_LEVEL = {
    "beginner": "beginner",
    "intermediate": "intermediate",
    "advanced": "intermediate",
}
TRAINING_LOAD = 80.0
"""A day planned above this session-RPE load is a training day."""
REST_ACTION, REST_LOAD, REST_DOSE = 5, 35.0, 25.0


@dataclass(frozen=True, slots=True)
class TemplateDay:
    """One day's session skeleton."""

    session: str
    action: int
    """What the rules do on this day."""
    minutes: int
    dose: float
    """Minutes x intensity weight."""
    load: float
    """Session-RPE load, CR10 x minutes."""


@dataclass(frozen=True, slots=True)
class Template:
    """A week, Monday first, and the prior mean reward of each action."""

    goal: str
    experience: str
    days: tuple[TemplateDay, ...]
    prior: tuple[float, ...]

    def day(self, weekday: int) -> TemplateDay:
        """Return the plan of a weekday, 0 = Monday."""
        return self.days[weekday]

    @property
    def load(self) -> float:
        """Return the week's session-RPE load."""
        return sum(d.load for d in self.days)

    @property
    def dose(self) -> float:
        """Return the week's minutes x intensity."""
        return sum(d.dose for d in self.days)

    @property
    def rest_like_per_week(self) -> int:
        """Return how many rest-like days the week has."""
        return sum(actions()[d.action].rest_like for d in self.days)


@cache
def template_for(goal: str, experience: str, days_per_week: int) -> Template:
    """Return the nearest authored template with so many training days (1-7) a week."""
    authored = _authored()[NEAREST_GOAL[goal], NEAREST_LEVEL[experience]]
    training = sorted(
        (i for i, d in enumerate(authored.days) if d.load > TRAINING_LOAD),
        key=lambda i: authored.days[i].load,
    )
    dropped = set(training[: max(len(training) - days_per_week, 0)])
    days = (_rest(d) if i in dropped else d for i, d in enumerate(authored.days))
    return replace(authored, days=tuple(days))


def _rest(day: TemplateDay) -> TemplateDay:
    return replace(day, session="Rest", action=REST_ACTION, load=REST_LOAD, dose=REST_DOSE)


def prior_mean(template: Template) -> tuple[float, ...]:
    """Return the rules' mean reward of each of the 12 actions: b0 of statistics.md 1."""
    return template.prior


@cache
def _authored() -> dict[tuple[str, str], Template]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        (r["goal"], r["experience"]): Template(
            r["goal"],
            r["experience"],
            tuple(TemplateDay(**d) for d in r["days"]),
            tuple(r["prior"]),
        )
        for r in rows
    }
