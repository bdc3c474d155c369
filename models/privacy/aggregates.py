"""Cohort baselines: counts and means of daily features, differentially private as a whole.

Every athlete gives one row. Cohorts are known beforehand (goals and activity levels, not the ones
that people happen to fill), so that a cohort's presence tells nothing either. An athlete is in
everyone, in one goal and in one cell of a goal; what each of these three levels costs adds up to
the release's epsilon.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.features.request import GOALS
from models.policy.segment import segment
from models.privacy.floor import FLOOR, suppressions
from models.privacy.noise import Bounds, Noisy, NoisyMean, noisy_count, noisy_mean

EPSILON = 1.0
"""What one release costs each athlete."""
EVERYONE = "everyone"
LEVELS = ("Low Activity", "Moderate Activity", "High Activity")
BOUNDS = {
    "sleep_7d_mean_h": Bounds(5, 9),
    "resting_hr_7d_mean": Bounds(45, 85),
    "hrv_rmssd_7d_mean": Bounds(10, 110),
    "steps_7d_mean": Bounds(1_000, 17_000),
    "completion_share_28d": Bounds(0, 1),
}
"""Narrower than the catalogue's ranges: where athletes' own means lie (facts.md 11)."""
COUNTS = 0.3
"""Share of epsilon for the sizes: they decide what is shown at all."""
MEANS = {0: 0.45, 1: 0.2, 2: 0.05}
"""Share of epsilon for the means of each level; everyone's are the ones most asked for."""
SURE = 0.95
"""How sure it is that a cohort which is shown reaches the floor."""


@dataclass(frozen=True, slots=True)
class Person:
    """One athlete's newest row."""

    goal: str
    values: Mapping[str, float | None]
    active_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group that was fixed before anyone was in it."""

    name: str
    parent: str | None
    level: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one cohort, or why there is none."""

    cohort: str
    parent: str | None
    feature: str
    value: float | None = None
    noise: float | None = None
    suppressed: str | None = None


def cohorts() -> tuple[Cohort, ...]:
    """Return every cohort, parents before their children."""
    goals = [Cohort(goal, EVERYONE, 1) for goal in GOALS]
    cells = [Cohort(f"{goal}, {level}", goal, 2) for goal in GOALS for level in LEVELS]
    return (Cohort(EVERYONE, None, 0), *goals, *cells)


def cell_of(person: Person) -> str:
    """Return the smallest cohort an athlete is in."""
    activity = segment(None, person.active_minutes)[0].split(", ")[1]
    return f"{person.goal}, {activity}"


def release(people: Sequence[Person], epsilon: float = EPSILON) -> list[Figure]:
    """Return every cohort's size and means, suppressed where the floor or the noise says so."""
    known = cohorts()
    inside = {cohort.name: [p for p in people if _within(p, cohort)] for cohort in known}
    sizes = {
        cohort.name: noisy_count(len(inside[cohort.name]), epsilon * COUNTS / len(MEANS))
        for cohort in known
    }
    hidden = suppressions(
        {name: vouched(size) for name, size in sizes.items()},
        {cohort.name: cohort.parent for cohort in known},
    )
    figures: list[Figure] = []
    for cohort in known:
        figures.append(_size(cohort, sizes[cohort.name], hidden.get(cohort.name)))
        share = epsilon * MEANS[cohort.level] / len(BOUNDS)
        for feature in BOUNDS:
            mean = _mean(inside[cohort.name], feature, share)
            figures.append(_figure(cohort, feature, mean, hidden.get(cohort.name)))
    return figures


def vouched(size: Noisy) -> float:
    """Return how many athletes there are at least, as sure as `SURE` says."""
    return size.value - size.scale * math.log(1 / (2 * (1 - SURE)))


def _within(person: Person, cohort: Cohort) -> bool:
    return cohort.name in (EVERYONE, person.goal, cell_of(person))


def _mean(people: Sequence[Person], feature: str, epsilon: float) -> NoisyMean:
    given = [p.values[feature] for p in people]
    return noisy_mean([value for value in given if value is not None], BOUNDS[feature], epsilon)


def _size(cohort: Cohort, size: Noisy, hidden: str | None) -> Figure:
    if hidden:
        return Figure(cohort.name, cohort.parent, "athletes", suppressed=hidden)
    return Figure(cohort.name, cohort.parent, "athletes", size.value, size.half_width())


def _figure(cohort: Cohort, feature: str, mean: NoisyMean, hidden: str | None) -> Figure:
    why = hidden or _unfit(mean, BOUNDS[feature])
    if why:
        return Figure(cohort.name, cohort.parent, feature, suppressed=why)
    return Figure(cohort.name, cohort.parent, feature, mean.value, mean.half_width)


def _unfit(mean: NoisyMean, bounds: Bounds) -> str | None:
    """Return why a mean is not shown: too few have a value, or all of it is noise."""
    if mean.half_width is None or mean.count.value < FLOOR:
        return "small"
    # such a figure says nothing that the range does not
    return "noise" if mean.half_width > (bounds.high - bounds.low) / 2 else None
