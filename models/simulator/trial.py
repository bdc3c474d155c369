"""Simulated athletes in an experiment: a run-in under the rules, then each in their arm.

The same gate, slate, assignment and posterior as in the product; half of the athletes join only
after the start, without a run-in. The bandit learns from what was reported, never from the truth.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from models.domain.decisions import Decision
from models.domain.events import AthleteEvent, Feedback
from models.domain.ids import uuid7
from models.domain.rows import PosteriorUpdate
from models.experiments.arms import Options, arm_probabilities
from models.experiments.assignment import arm_of
from models.experiments.definition import BANDIT, RANDOM, RULES, Experiment
from models.experiments.popularity import popularity
from models.features.catalogue import FEATURES
from models.features.request import request_features
from models.learning.chronicle import chronicle
from models.learning.revisions import Embedding, opening, replay
from models.policy.choice import action_probabilities, best_shares
from models.policy.encoder import context_array
from models.policy.epsilon import FLOOR
from models.policy.posterior import Identity, Population, Start, build_population, predict
from models.policy.state import epoch_day, state_of
from models.policy.sums import PHI_UNIT, Facts
from models.safety.gate import Screening
from models.simulator import logging_policy
from models.simulator.diary import Span
from models.simulator.life import Life, joined, live_day
from models.simulator.logging_policy import Question
from models.simulator.trial_encoder import trial_encoder
from models.simulator.truth import athlete
from models.simulator.worlds import WORLDS

RUN_IN_DAYS, JOINING_DAYS = 14, 14
REFRESH_DAYS = 7
"""Popularity scores and the bandit's population; an athlete's own state is new every day."""
ENCODER = trial_encoder()


@dataclass
class Trial:
    """A world of athletes, the experiment they are in, and what the bandit knows."""

    experiment: Experiment
    start: Start
    span: Span
    lives: dict[str, Life] = field(default_factory=dict)
    rows: dict[str, list[PosteriorUpdate]] = field(default_factory=lambda: defaultdict(list))
    population: Population | None = None

    def run(self, athletes: int) -> None:
        """Live through the span, day by day: the bandit's athletes learn from each other."""
        people = [self._person(index) for index in range(athletes)]
        for day in range(self.span.days):
            here = [life for joins, life in people if day >= joins]
            self.lives = {life.diary.traits.profile.user_id: life for life in here}
            if day % REFRESH_DAYS == 0:
                self._refresh(day)
            for life in here:
                live_day(life, self._decide)
                self._overnight(life)

    def records(self) -> list[Any]:
        """Return everything that the athletes left behind, as messages."""
        diaries = [life.diary for life in self.lives.values()]
        return [
            record
            for diary in diaries
            for record in [*diary.profiles, *diary.checkins, *diary.decisions, *diary.feedback]
        ]

    def _person(self, index: int) -> tuple[int, Life]:
        late = RUN_IN_DAYS + (index // 2) % JOINING_DAYS
        joins = late if index % 2 else 0
        start, days = self.span.start + timedelta(days=joins), self.span.days - joins
        span = replace(self.span, start=start, days=days)
        person = athlete(span.seed, index, WORLDS[span.world])
        return joins, joined(person, span, keeps_truth=False)

    def _refresh(self, day: int) -> None:
        """Learn anew what all athletes of an arm share."""
        today = self.span.start + timedelta(days=day)
        rows = [row for own in self.rows.values() for row in own]
        name = Identity(
            version=f"day-{day}",
            learner=f"{ENCODER.version}:{BANDIT}",
            encoder_version=ENCODER.version,
            day=epoch_day(today),
        )
        start = self.start
        self.population = build_population(Facts.of(rows), name, start.hyper, start.b0, start.z)
        diaries = [(user, life.diary) for user, life in self.lives.items()]
        told = (
            chronicle(user, [*d.profiles, *d.decisions, *d.feedback], ()) for user, d in diaries
        )
        at = datetime(today.year, today.month, today.day, tzinfo=UTC)
        scores = popularity(told, self.experiment.id, at)
        self.experiment = replace(self.experiment, popularity=scores)

    def _decide(self, question: Question) -> Decision | None:
        user = question.profile.user_id
        runs = question.at >= self.experiment.started_at
        arm = arm_of(self.experiment, user) if runs else RULES
        context = _context(question)
        phi = ENCODER.embed(context_array(context)[None, :])[0]

        def chances(screening: Screening, rules: int) -> list[float]:
            return self._chances(arm, _Asked(question, phi, screening, rules))

        decision = logging_policy.decide(question, chances)
        if decision is None:
            return None
        if runs:
            self._assign(question, arm)
        return replace(
            decision,
            context=context,
            phi=[int(v) for v in phi],
            encoder_version=ENCODER.version,
            policy_name=arm,
            experiment=self.experiment.id if runs else None,
            variant=arm if runs else BANDIT,
            exploring=arm in (BANDIT, RANDOM),
        )

    def _chances(self, arm: str, asked: "_Asked") -> list[float]:
        screening = asked.screening
        if arm == BANDIT:
            return self._bandit(asked)
        options = Options(
            allowed=screening.allowed_actions,
            exploration_set=screening.exploration_set,
            rules_action=asked.rules,
            popularity=self.experiment.popularity,
        )
        return arm_probabilities(arm, options)

    def _bandit(self, asked: "_Asked") -> list[float]:
        population, allowed = self.population, asked.screening.allowed_actions
        assert population is not None
        day = epoch_day(asked.question.at.date())
        own = self.rows.get(asked.question.profile.user_id, [])
        state = state_of(own, day, population.hyper.gamma)
        phi = asked.phi.astype(np.float64) * PHI_UNIT
        mean, cov = predict(population, state, phi, allowed)
        shares = best_shares(mean, cov, population.z[:, list(allowed)])
        return action_probabilities(shares, allowed, asked.screening.exploration_set, FLOOR)

    def _assign(self, question: Question, arm: str) -> None:
        profiles = self.lives[question.profile.user_id].diary.profiles
        if not any(event.kind == "assigned" for event in profiles):
            told = {"experiment": self.experiment.id, "arm": arm, "by": "hash"}
            profiles.append(_event(question, "assigned", told))

    def _overnight(self, life: Life) -> None:
        """Let the bandit learn from the day, and tell of symptoms."""
        diary = life.diary
        today = [d for d in diary.decisions[-1:] if d.decided_at >= diary.days[-1].midnight]
        for decision in today:
            if decision.experiment is None or decision.variant == BANDIT:
                chain = replay(_opening(decision), list(_said(life)))
                # every earlier fact of the chain is retracted again
                self.rows[decision.user_id] += [row for row in chain if row.sign > 0][-1:]
        for said in diary.checkins[-1:]:
            if said.symptoms and said.occurred_at >= diary.days[-1].midnight:
                payload = {"level": "refer", "reason": "red_flag"}
                told = replace(diary.profiles[0], event_id=f"{said.event_id}-safety", kind="safety")
                diary.profiles.append(
                    replace(
                        told,
                        payload=payload,
                        occurred_at=said.occurred_at,
                        recorded_at=said.recorded_at,
                    )
                )


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    phi: npt.NDArray[np.int16]
    screening: Screening
    rules: int


def _context(question: Question) -> list[float | None]:
    profile = question.profile
    asked = request_features(
        profile, question.checkin, question.at.weekday(), profile.minutes_per_day
    )
    return [asked.get(f.name, question.body.get(f.name)) for f in FEATURES]


def _opening(decision: Decision) -> PosteriorUpdate:
    learner = f"{ENCODER.version}:{BANDIT}"
    phi = tuple(decision.phi)
    return opening(decision, Embedding(encoder_version=ENCODER.version, learner=learner, phi=phi))


def _said(life: Life) -> Iterator[Feedback]:
    last = life.diary.decisions[-1].decision_id
    return (one for one in life.diary.feedback[-10:] if one.decision_id == last)


def _event(question: Question, kind: Any, payload: dict[str, str]) -> AthleteEvent:
    return AthleteEvent(
        event_id=uuid7(question.at, question.seed),
        kind=kind,
        user_id=question.profile.user_id,
        payload=payload,
        occurred_at=question.at,
        recorded_at=question.at,
    )
