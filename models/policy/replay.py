"""Replay a decision from its record alone: no generator, no exp, no Cholesky (statistics.md 9)."""

from dataclasses import dataclass

from models.domain.decisions import Decision
from models.policy.draw import drawn_action, pick, uniform


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the record's own probabilities and seed draw."""

    action: int
    catalogue_ids: tuple[str, ...]


def replay(decision: Decision) -> Replayed:
    """Draw action and slate again, bit for bit.

    A place whose map holds one activity was kept or given, not drawn; it replays as itself.
    """
    seed = int(decision.seed)
    action = drawn_action(decision.action_probabilities, seed)
    slate = []
    for place, chances in zip(decision.slate, decision.slot_probabilities, strict=True):
        names = sorted(chances)
        slate.append(pick(names, [chances[n] for n in names], uniform(seed, place.slot)))
    return Replayed(action, tuple(slate))


def matches(decision: Decision) -> bool:
    """Return whether the record replays to itself."""
    offered = tuple(place.catalogue_id for place in decision.slate)
    return replay(decision) == Replayed(decision.action, offered)
