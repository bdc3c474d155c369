"""One athlete's row of what squads say, in the words of the API."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.simulator.behaviour import Said
from models.simulator.checkins import ACHES, Checkin
from models.simulator.truth import Traits


@dataclass(frozen=True, slots=True)
class Answer:
    """An athlete's answer about one activity."""

    completed: bool
    before: int | None
    after: int | None
    difficulty: int | None
    reported: bool


def answers_of(said: Said, count: int) -> list[Answer]:
    """Return the first athlete's answers about the first `count` places."""
    return [
        Answer(
            completed=bool(said.completed[0, place]),
            before=_given(said.before[0, place]),
            after=_given(said.after[0, place]),
            difficulty=_given(said.difficulty[0, place]),
            reported=bool(said.reported[0, place]),
        )
        for place in range(count)
    ]


def body_of(traits: Traits, said: Checkin) -> dict[str, Any]:
    """Return the first athlete's check-in as the body of POST /checkins."""
    pain = int(said.pain[0])
    body: dict[str, Any] = {
        "mood": int(said.mood[0]),
        "sleep_quality": int(said.sleep_quality[0]),
        "stress": int(said.stress[0]),
        "anxiety": int(said.anxiety[0]),
        "soreness": int(said.soreness[0]),
        "pain": pain,
        "symptoms": ["dizziness"] if said.dizzy[0] else [],
    }
    placed = pain and (traits.profile.injuries or pain > ACHES)
    return body | {"pain_site": traits.weak_site} if placed else body


def _given(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
