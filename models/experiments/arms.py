"""What an arm decides: the action's probabilities. Gate and slate ranker are the same in all."""

from dataclasses import dataclass

from models.domain.decisions import ACTIONS
from models.experiments.definition import POPULARITY, RANDOM, RULES
from models.experiments.popularity import most_popular


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What an arm may choose from."""

    allowed: tuple[int, ...]
    exploration_set: tuple[int, ...]
    rules_action: int
    popularity: tuple[float, ...]


def arm_probabilities(arm: str, options: Options) -> list[float]:
    """Return the exact probability of each of the 12 actions; the bandit asks its posterior."""
    if arm == RANDOM:
        explored = [a for a in options.exploration_set if a in options.allowed]
        return _even(tuple(explored) or options.allowed)
    if arm == POPULARITY:
        return _even((most_popular(options.popularity, options.allowed),))
    if arm == RULES:
        return _even((options.rules_action,))
    raise ValueError(f"arm {arm!r} has no probabilities of its own")


def _even(chosen: tuple[int, ...]) -> list[float]:
    return [1.0 / len(chosen) if action in chosen else 0.0 for action in range(ACTIONS)]
