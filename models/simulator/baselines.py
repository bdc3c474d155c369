"""Baseline policies played in a world through the real gate, templates and slates.

Every policy meets the same athletes and the same luck. Two oracles know the truth of today: of
the plans, one for each allowed action, that the slates would lay out, `oracle` takes that with the
highest mean reward (regret is measured against it), `dose oracle` that of which most dose would be
done, whatever is prescribed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.catalogue.activities import activities
from models.catalogue.templates import template_for
from models.domain.decisions import ACTIONS, Decision
from models.experiments.arms import Options, arm_probabilities
from models.experiments.definition import POPULARITY, RANDOM, RULES
from models.learning.reward import MEAN_COMPLETION
from models.safety.gate import Screening
from models.simulator import logging_policy
from models.simulator.closes import closes, successes
from models.simulator.diary import Diary, Span
from models.simulator.life import Life, joined, live_day
from models.simulator.logging_policy import Question
from models.simulator.truth import athlete
from models.simulator.worlds import WORLDS
from models.simulator.worth import Worth, worths

ORACLE, DOSE_ORACLE = "oracle", "dose oracle"
ORACLES = frozenset({ORACLE, DOSE_ORACLE})
POLICIES = (RANDOM, POPULARITY, RULES, ORACLE, DOSE_ORACLE)
START = date(2026, 8, 1)
REGRET_EVERY = 3
"""Days between two looks at what the other actions were worth; oracles look every day."""
SHRINK = 10.0
"""So many decisions' worth of the mean stand in for an action that was seldom tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What became of one athlete under one policy, absent and dropped-out days included."""

    planned_dose: float
    """The template's, of all days."""
    done_dose: float
    offered: int
    """Activities."""
    completed: int
    prescribed_minutes: float
    prescribed_load: float
    incidents: int
    stopped: bool
    regrets: tuple[float, ...]
    """Mean reward of the best plan of a morning over that of the plan made."""
    chances: tuple[float, ...]
    """True probability of success of each closed plan."""
    wins: tuple[bool, ...]
    """Whether it was one."""
    by_action: Mapping[int, tuple[int, float]]
    """Action -> plans, and the sum of their done shares."""


@dataclass
class Player:
    """One policy deciding for one athlete."""

    policy: str
    life: Life
    popularity: tuple[float, ...]
    regrets: list[float] = field(default_factory=list)

    def decide(self, question: Question) -> Decision | None:
        """Return the policy's decision; None where the gate leaves nothing."""
        values: dict[int, Worth] = {}

        def chances(screening: Screening, rules: int) -> list[float]:
            values.update(self._values(question, screening))
            if self.policy in ORACLES:
                best = max(values, key=lambda a: self._wish(values[a]))
                return [1.0 if a == best else 0.0 for a in range(ACTIONS)]
            options = Options(
                allowed=screening.allowed_actions,
                exploration_set=screening.exploration_set,
                rules_action=rules,
                popularity=self.popularity,
            )
            return arm_probabilities(self.policy, options)

        made = logging_policy.decide(question, chances)
        if made is not None and values:
            best = max(one.reward for one in values.values())
            self.regrets.append(best - values[made.action].reward)
        return made

    def _wish(self, worth: Worth) -> float:
        return worth.reward if self.policy == ORACLE else worth.dose

    def _values(self, question: Question, screening: Screening) -> dict[int, Worth]:
        """Return the truth of each allowed action's plan (potential outcomes)."""
        if self.policy not in ORACLES and self.life.latent.day % REGRET_EVERY:
            return {}
        return worths(self.life, question, screening)


def play(policy: str, span: Span, index: int, popularity: tuple[float, ...]) -> Lived:
    """Play one athlete's whole span under a policy."""
    life = joined(athlete(span.seed, index, WORLDS[span.world]), span)
    player = Player(policy, life, popularity)
    for _ in range(span.days):
        live_day(life, player.decide)
    life.diary.feedback.extend(closes(life.diary))
    return _lived(life.diary, player.regrets)


def scores(lived: Sequence[Lived]) -> tuple[float, ...]:
    """Return the done share of each action's plans: what popularity goes by."""
    count, done = [SHRINK] * ACTIONS, [SHRINK * MEAN_COMPLETION] * ACTIONS
    for one in lived:
        for action, (plans, share) in one.by_action.items():
            count[action] += plans
            done[action] += share
    return tuple(d / n for d, n in zip(done, count, strict=True))


def play_all(
    policy: str,
    span: Span,
    athletes: Sequence[int],
    popularity: tuple[float, ...],
    tell: Callable[[], None] = lambda: None,
) -> list[Lived]:
    """Play many athletes; `tell` is called after each."""
    found = []
    for index in athletes:
        found.append(play(policy, span, index, popularity))
        tell()
    return found


def _lived(diary: Diary, regrets: Sequence[float]) -> Lived:
    won = successes(diary)
    slots = [slot for decision in diary.decisions for slot in decision.slate]
    chance = {t["decision_id"]: float(t["success_probability"]) for t in diary.truth}
    return Lived(
        planned_dose=_planned(diary),
        done_dose=sum(diary.doses),
        offered=sum(done.offered for done in diary.done),
        completed=sum(done.completed for done in diary.done),
        prescribed_minutes=sum(slot.planned_minutes for slot in slots),
        prescribed_load=sum(activities()[slot.catalogue_id].planned_load for slot in slots),
        incidents=len(diary.hidden["incidents"]),
        stopped=diary.gone is not None,
        regrets=tuple(regrets),
        chances=tuple(chance[one] for one in won),
        wins=tuple(won.values()),
        by_action=_by_action(diary),
    )


def _planned(diary: Diary) -> float:
    profile, span = diary.traits.profile, diary.span
    week = template_for(profile.goal, profile.experience, profile.days_per_week)
    days = (span.start + timedelta(days=d) for d in range(span.days))
    return sum(week.day(day.weekday()).dose for day in days)


def _by_action(diary: Diary) -> dict[int, tuple[int, float]]:
    found: dict[int, tuple[int, float]] = {}
    shares = [done.share for done in diary.done if done.share is not None]
    for decision, share in zip(diary.decisions, shares, strict=True):
        plans, total = found.get(decision.action, (0, 0.0))
        found[decision.action] = plans + 1, total + share
    return found
