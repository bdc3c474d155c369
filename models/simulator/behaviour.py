"""What simulated athletes do with their plans, and with which probability: the known truth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.latent import FRESH, Done, Latent
from models.simulator.luck import Luck
from models.simulator.plan import NOTHING, BoolArray, Plan
from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]

HABITUATION = 0.5
"""Share of its effect that an action loses when it is offered every day."""
USUAL_MINUTES, PER_MINUTE = 10.0, -0.05
INTENSITY = np.array([0.25, -0.35, -1.1])
"""By place in INTENSITIES."""
USUAL_CONTENT = -0.08
"""Mean over the plans of the logging policy: what is left of it in a world without effects."""
WEEKEND = -0.5
PER_SLEEP_HOUR, PER_HABIT, USUAL_HABIT = 0.2, 1.6, 0.6
PER_STRAIN = -0.5
ILL, AWAY, INJURED = -1.5, -0.5, -1.0
WHEN_TIRED = np.array([0.0, -0.6, 0.3, 0.6, 0.1, 0.7, -0.4, 0.5, -0.3, -0.4, 0.4, 0.4])
"""Extra effect of each action per unit of fatigue above the usual."""
WHEN_ANXIOUS = np.array([0.0, -0.25, 0.35, 0.0, 0.3, 0.0, -0.15, 0.1, 0.0, -0.1, 0.2, 0.0])
"""... per point of anxiety above USUAL_ANXIETY."""
USUAL_ANXIETY = 2.6
RATING_NOISE = 0.4
REPORTS_UNDONE, RATES = 0.8, 0.85
LIFT, LIFT_PER_TASTE = 0.45, 0.3


def completion_probabilities(squad: Squad, latent: Latent, plan: Plan) -> FloatArray:
    """Return P(the athlete completes it) per place (n x SLOTS), independent given the morning.

    0 where nothing is offered.
    """
    day = _day_logit(squad, latent, plan.weekday)
    treated = squad.world.effect * _action_logit(squad, latent, plan)
    content = squad.world.effect * (_content_logit(squad, latent, plan) - USUAL_CONTENT)
    logit = (day + treated)[:, None] + USUAL_CONTENT + content
    return np.where(plan.offered, 1.0 / (1.0 + np.exp(-logit)), 0.0)


def _day_logit(squad: Squad, latent: Latent, weekday: int) -> FloatArray:
    moved = ILL * (latent.ill > 0) + AWAY * (latent.away > 0) + INJURED * (latent.injured > 0)
    return np.asarray(
        squad.adherence
        + squad.world.drift * latent.day
        + squad.wellbeing_effect * latent.wellbeing
        + PER_HABIT * (latent.habit - USUAL_HABIT)
        + PER_SLEEP_HOUR * (latent.sleep_h - squad.sleep_h)
        + (WEEKEND if weekday >= 5 else 0.0)
        + moved
    )


def _action_logit(squad: Squad, latent: Latent, plan: Plan) -> FloatArray:
    action = np.where(plan.action == NOTHING, 0, plan.action)
    row = np.arange(len(action))
    fit = (
        squad.action_effect[row, action]
        + WHEN_TIRED[action] * (latent.fatigue - FRESH)
        + WHEN_ANXIOUS[action] * (anxiety(squad, latent) - USUAL_ANXIETY)
    )
    return fading(squad, latent.day) * (1 - HABITUATION * latent.exposure[row, action]) * fit


def fading(squad: Squad, day: int) -> float:
    """Return the share of an action's effect that time has left."""
    world = squad.world
    return world.lasting + (1 - world.lasting) * float(0.5 ** (day / world.half_life))


def _content_logit(squad: Squad, latent: Latent, plan: Plan) -> FloatArray:
    """Return what the activities themselves add, n x SLOTS."""
    strain = PER_STRAIN * np.maximum(latent.fatigue - FRESH, 0.0)
    return np.asarray(
        _tastes(squad, plan)
        + INTENSITY[plan.intensity]
        + PER_MINUTE * (plan.minutes - USUAL_MINUTES)
        + strain[:, None] * plan.rpe / 5.0
    )


def _tastes(squad: Squad, plan: Plan) -> FloatArray:
    return squad.taste[np.arange(len(plan.action))[:, None], plan.kind]


def anxiety(squad: Squad, latent: Latent) -> FloatArray:
    """Return the day's anxiety, about 1-5."""
    return squad.anxiety - 0.4 * latent.wellbeing


def mood(latent: Latent) -> FloatArray:
    """Return the mean of a motivation before an activity, 1-5."""
    return 3.0 + 0.7 * latent.wellbeing


def lift(squad: Squad, plan: Plan) -> FloatArray:
    """Return the mean gain of motivation by completing each activity."""
    return LIFT + LIFT_PER_TASTE * _tastes(squad, plan)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Answers about each place of a plan; n x SLOTS, ratings NaN where not given."""

    completed: BoolArray
    before: FloatArray
    after: FloatArray
    difficulty: FloatArray
    reported: BoolArray


def respond(squad: Squad, latent: Latent, plan: Plan, luck: Luck) -> Said:
    """Return what the athletes do with each offered activity and say about it."""
    done = luck.slot_chance("done") < completion_probabilities(squad, latent, plan)
    rates = (luck.slot_chance("rates") < RATES) & plan.offered
    before = rating(mood(latent)[:, None] + RATING_NOISE * luck.slot_normal("before"))
    after = rating(before + lift(squad, plan) + RATING_NOISE * luck.slot_normal("after"))
    effort = 1.0 + plan.rpe / 2.5 + 0.4 * latent.fatigue[:, None]
    hard = rating(effort + RATING_NOISE * luck.slot_normal("difficulty"))
    return Said(
        completed=done,
        before=np.where(rates, before, np.nan),
        after=np.where(rates & done, after, np.nan),
        difficulty=np.where(rates & done, hard, np.nan),
        reported=(done | (luck.slot_chance("reports") < REPORTS_UNDONE)) & plan.offered,
    )


def done_of(plan: Plan, said: Said) -> Done:
    """Return what became of the plans."""
    planned = plan.minutes.sum(axis=1)
    minutes = (plan.minutes * said.completed).sum(axis=1)
    share = np.where(planned > 0, minutes / np.where(planned > 0, planned, 1.0), np.nan)
    load = (plan.load * said.completed).sum(axis=1)
    return Done(np.where(planned > 0, plan.action, NOTHING), load, share)


def session_rating(latent: Latent, share: FloatArray, luck: Luck) -> FloatArray:
    """Return how the athletes rate the whole session, 1-5."""
    noise = RATING_NOISE * luck.normal("session")
    return rating(2.4 + 0.4 * latent.wellbeing + 1.5 * share + noise)


def rating(value: FloatArray) -> FloatArray:
    """Return an answer on a scale from 1 to 5."""
    return np.clip(np.rint(value), 1.0, 5.0)
