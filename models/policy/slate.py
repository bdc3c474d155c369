"""The slate (statistics.md 2): slot by slot, each with its exact probability."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.catalogue.activities import Activity
from models.policy.draw import pick, uniform

VERSION = "slots-2"
"""Names the way of drawing and the catalogue drawn from (`catalogue.digest`; a test pins both).

Old records keep theirs and replay from their own probabilities.
"""
FLOOR = 0.1
"""eps_s: uniform share of every slot."""
MAX_OF_TYPE = 5
"""Type mix: at most so many exercises, meditations or journalings."""
STRETCHES = (1.0, 1.25, 1.5, 2.0, 3.0)
"""Steps by which the minutes relax when five activities don't fit into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateRequest:
    """What may be offered, how good each is, and the budgets."""

    candidates: tuple[Activity, ...]
    scores: Mapping[str, float]
    """Per catalogue id; softmax(score / temperature)."""
    minutes: int
    seed: int
    temperature: float
    length_min: int = 5
    length_max: int = 7
    floor: float = FLOOR


@dataclass(frozen=True, slots=True)
class DrawnSlot:
    """One place of the slate."""

    catalogue_id: str
    slot: int
    probability: float
    planned_minutes: int
    intensity: str


@dataclass(frozen=True, slots=True)
class DrawnSlate:
    """The drawn places, and per slot the probability of everything that could stand there."""

    slots: tuple[DrawnSlot, ...]
    probabilities: tuple[dict[str, float], ...]
    forced: bool
    """The first slot had fewer choices than twice the slate's length: no slate evaluation."""


def draw_slate(request: SlateRequest) -> DrawnSlate:
    """Draw slots until the longest slate or the budgets end it; slot k uses u_k, k = 1..

    With at least `length_min` candidates the slate has at least so many, for budgets relax in a
    fixed order before a draw that would leave no completion.
    """
    ordered = replace(
        request, candidates=tuple(sorted(request.candidates, key=lambda a: a.catalogue_id))
    )
    slots: list[DrawnSlot] = []
    maps: list[dict[str, float]] = []
    chosen: list[Activity] = []
    while len(slots) < request.length_max:
        feasible = _feasible(ordered, chosen)
        if not feasible:
            break
        maps.append(_probabilities(request, feasible))
        slots.append(_drawn(request, feasible, maps[-1], len(slots) + 1))
        chosen.append(next(a for a in feasible if a.catalogue_id == slots[-1].catalogue_id))
    forced = bool(maps) and len(maps[0]) < 2 * len(slots)
    return DrawnSlate(tuple(slots), tuple(maps), forced)


def _drawn(
    request: SlateRequest, feasible: Sequence[Activity], p: dict[str, float], slot: int
) -> DrawnSlot:
    name = pick(list(p), list(p.values()), uniform(request.seed, slot))
    activity = next(a for a in feasible if a.catalogue_id == name)
    return DrawnSlot(name, slot, p[name], activity.minutes, activity.intensity)


def _feasible(request: SlateRequest, chosen: Sequence[Activity]) -> list[Activity]:
    """Return F_j in the candidates' order: what keeps within the budgets and leaves a completion.

    Only a slate that is still too short relaxes them: first the type mix, then the minutes, step
    by step.
    """
    taken = {a.catalogue_id for a in chosen}
    left = [a for a in request.candidates if a.catalogue_id not in taken]
    full = {kind for kind, count in Counter(a.type for a in chosen).items() if count >= MAX_OF_TYPE}
    mixed = [a for a in left if a.type not in full] if full else left
    short = len(chosen) < request.length_min
    needed = _needed(left, request.length_min - len(chosen) - 1)
    used = sum(a.minutes for a in chosen)
    for stretch in STRETCHES if short else STRETCHES[:1]:
        room = request.minutes * stretch - used
        for pool in (mixed, left) if short else (mixed,):
            fits = [a for a in pool if needed(a.minutes) <= room]
            if fits:
                return fits
    return left if short else []


def _needed(left: Sequence[Activity], after: int) -> Callable[[int], int]:
    """Return what taking an activity of so many minutes costs: it and the `after` shortest others.

    If it is one of the shortest itself, that is the sum of the `after` + 1 shortest.
    """
    shortest = sorted(a.minutes for a in left)
    others = max(min(after, len(shortest) - 1), 0)
    base = sum(shortest[:others])
    return lambda minutes: base + max(minutes, shortest[others])


def _probabilities(request: SlateRequest, feasible: Sequence[Activity]) -> dict[str, float]:
    scaled = [request.scores.get(a.catalogue_id, 0.0) / request.temperature for a in feasible]
    top = max(scaled)
    mass = [math.exp(value - top) for value in scaled]
    total, even = math.fsum(mass), request.floor / len(feasible)
    return {
        a.catalogue_id: (1.0 - request.floor) * m / total + even
        for a, m in zip(feasible, mass, strict=True)
    }
