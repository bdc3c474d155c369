"""Plan templates: what the rules plan by goal, experience and days a week.

The week is the usual one of the plan (`plans.plan_for`) without equipment: equipment changes the
exercises of a session, hardly its minutes and effort.
"""

from dataclasses import dataclass, replace
from functools import cache

from models.catalogue.actions import actions
from models.catalogue.plans import Asked, authored, plan_for
from models.catalogue.sessions import Session

FEWEST_DAYS, MOST_DAYS = 2, 6
"""Authored; one day is the heavier of two, seven are six: nobody trains without a rest day."""
REST_ACTION = 5


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
    training: bool


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
    """Return the template with so many training days (1-7) a week."""
    written = min(max(days_per_week, FEWEST_DAYS), MOST_DAYS)
    plan = plan_for(Asked(goal=goal, experience=experience, days_per_week=written))
    days = [_day(session) for session in plan.usual.days]
    if days_per_week < FEWEST_DAYS:
        days = _without_lightest(days)
    prior = tuple(authored()[goal, experience]["prior"])
    return Template(goal, experience, tuple(days), prior)


def _day(session: Session) -> TemplateDay:
    return TemplateDay(
        session=session.outline.name,
        action=session.action,
        minutes=session.minutes,
        dose=round(session.dose, 1),
        load=round(session.load, 1),
        training=session.training,
    )


def _without_lightest(days: list[TemplateDay]) -> list[TemplateDay]:
    """Return the days with the lightest training day turned into rest."""
    rest = next(d for d in days if d.action == REST_ACTION or not d.training)
    lightest = min((d.load, i) for i, d in enumerate(days) if d.training)[1]
    given = replace(rest, session="Rest", action=REST_ACTION)
    return [given if i == lightest else d for i, d in enumerate(days)]


def prior_mean(template: Template) -> tuple[float, ...]:
    """Return the rules' mean reward of each of the 12 actions: b0 of statistics.md 1."""
    return template.prior
