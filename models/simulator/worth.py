"""Potential outcomes: what each action's plan would truly be worth this morning."""

from dataclasses import dataclass

import numpy as np

from models.catalogue.activities import activities
from models.learning.reward import dose
from models.safety.gate import Screening
from models.simulator.life import Life
from models.simulator.logging_policy import Question, slate_for
from models.simulator.outlook import chances_of, reward_mean
from models.simulator.plan import one_plan


@dataclass(frozen=True, slots=True)
class Worth:
    """The truth of one plan: mean reward, and mean dose that is done."""

    reward: float
    dose: float


def worths(life: Life, question: Question, screening: Screening) -> dict[int, Worth]:
    """Return the worth of the plan that the slates would lay out under each allowed action."""
    return {
        action: _worth(life, question, screening, action) for action in screening.allowed_actions
    }


def _worth(life: Life, question: Question, screening: Screening, action: int) -> Worth:
    slate = slate_for(question, screening, action)
    offered = tuple(activities()[slot.catalogue_id] for slot in slate.slots)
    plan = one_plan(question.at.weekday(), action, offered)
    offer = life.offer(plan, offered, question.at)
    doses = np.array([dose(one.minutes, one.intensity) for one in offered])
    return Worth(reward_mean(offer), float(chances_of(offer) @ doses))
