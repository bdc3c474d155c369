"""Potential outcomes are what lived answers show on the average."""

from datetime import date

import numpy as np

from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS, Decision
from models.learning.reward import dose
from models.safety.gate import Screening
from models.simulator import logging_policy
from models.simulator.behaviour import respond
from models.simulator.diary import Span
from models.simulator.life import Life, joined, live_day
from models.simulator.logging_policy import Question, slate_for
from models.simulator.plan import NOTHING, SLOTS, menu_of
from models.simulator.truth import athlete
from models.simulator.worlds import WORLDS
from models.simulator.worth import Worth, worths
from tests.builders.squads import copies, luck_for, morning

N = 4000


def looked_at(world: str) -> tuple[Life, Question, Screening, dict[int, Worth]]:
    """Return the first morning with a plan, and what each action would be worth."""
    life = joined(athlete(7, 1, WORLDS[world]), Span(seed=7, start=date(2026, 8, 3), days=4))
    seen: list[tuple[Question, Screening, dict[int, Worth]]] = []

    def decide(question: Question) -> Decision | None:
        def chances(screening: Screening, rules: int) -> list[float]:
            seen.append((question, screening, worths(life, question, screening)))
            return logging_policy.half_and_half(screening, rules)

        return logging_policy.decide(question, chances)

    live_day(life, decide)
    return life, *seen[0]


def test_the_worth_of_a_plan_is_the_mean_of_what_is_done() -> None:
    life, question, screening, found = looked_at("base")
    squad, latent = copies(life.diary.traits, N), life.diary.days[0]
    assert set(found) == set(screening.allowed_actions)
    state = morning(squad, wellbeing=first_wellbeing(), sleep_h=latent.slept_h, fatigue=0.6)
    for action, worth in list(found.items())[:4]:
        slate = slate_for(question, screening, action)
        offered = [activities()[slot.catalogue_id] for slot in slate.slots]
        places = np.full((N, SLOTS), NOTHING)
        places[:, : len(offered)] = np.arange(len(offered))
        plan = menu_of(offered).plan(question.at.weekday(), np.full(N, action), places)
        said = respond(squad, state, plan, luck_for(N, action))
        doses = np.array([dose(one.minutes, one.intensity) for one in offered])
        done = said.completed[:, : len(offered)] @ doses
        assert abs(done.mean() - worth.dose) < 4 * done.std() / np.sqrt(N)


def first_wellbeing() -> float:
    life = joined(athlete(7, 1), Span(seed=7, start=date(2026, 8, 3), days=4))
    return float(life.latent.wellbeing[0])


def test_actions_differ_by_as_much_as_the_world_has_an_effect() -> None:
    *_, null = looked_at("null")

    def spread(world: str) -> float:
        *_, found = looked_at(world)
        gains = [found[action].reward - null[action].reward for action in found]
        return max(gains) - min(gains)

    assert len(null) > ACTIONS / 3
    assert spread("base") > 2 * spread("weak") > 0.01
    assert spread("null") == 0
