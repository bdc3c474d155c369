"""Everything a decision is made from, at one instant."""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from models.catalogue.templates import Template, template_for
from models.features.catalogue import DAILY, REQUEST, service_hash
from models.features.request import request_features
from models.policy.bundle import Current
from models.policy.decide import DecisionRequest
from models.policy.epsilon import epsilon
from models.policy.rules import rules_action
from models.policy.segment import segment
from models.safety.gate import Screening
from models.safety.profile import Profile
from serving.features import Online
from serving.usecases.facts import Facts

if TYPE_CHECKING:
    from serving.arms import Treatment

SLATE_MIN, SLATE_MAX = 5, 7
EPOCH = date(1970, 1, 1)


def template_of(profile: Profile) -> Template:
    """Return the plan template of an athlete."""
    return template_for(profile.goal, profile.experience, profile.days_per_week)


@dataclass(frozen=True)
class Moment:
    """Facts of the database and the online store, the gate's word, and the policy in force."""

    facts: Facts
    online: Online
    screening: Screening
    current: Current | None
    """None while no policy was ever promoted: the rules decide."""
    now: datetime
    seed: str
    minutes: int
    """What the slate may take."""
    slate_min: int = SLATE_MIN
    slate_max: int = SLATE_MAX
    treatment: "Treatment | None" = None
    """None: no experiment runs."""

    @cached_property
    def epsilon(self) -> float:
        """Exploration after the episodes closed so far."""
        return epsilon(self.facts.episodes)

    @cached_property
    def template(self) -> Template:
        """The plan template of the athlete's goal, experience and days."""
        return template_of(self.facts.profile)

    @property
    def weekday(self) -> int:
        """Return the athlete's local weekday, 0 = Monday."""
        return self.facts.today.weekday()

    @cached_property
    def rules_action(self) -> int:
        """What the rules do today, among what is allowed."""
        return rules_action(
            self.template,
            self.screening.readiness,
            self.weekday,
            self.screening.allowed_actions,
        )

    @cached_property
    def context(self) -> list[float | None]:
        """Features in the order of the service: body, then what is read at the request."""
        facts = self.facts
        asked = request_features(
            facts.profile, facts.checkin, self.weekday, facts.profile.minutes_per_day
        )
        daily = self.online.daily
        return [daily.get(f.name) for f in DAILY] + [asked.get(f.name) for f in REQUEST]

    @cached_property
    def segment(self) -> tuple[str, bool]:
        """The athlete's segment and whether it is known."""
        daily = self.online.daily
        return segment(daily.get("anxiety_7d_mean"), daily.get("active_minutes_14d_mean"))

    def request(self, current: Current) -> DecisionRequest:
        """Return the question to the policy; it carries everything personal."""
        state = self.online.state
        return DecisionRequest(
            context=self.context,
            feature_service_hash=service_hash(),
            learner=current.learner,
            policy_version=current.policy_version,
            population_version=current.population_version,
            state=base64.b64encode(state).decode() if state else None,
            state_day=self.online.state_day if state else None,
            decided_day=(self.now.astimezone(UTC).date() - EPOCH).days,
            allowed_actions=self.screening.allowed_actions,
            exploration_set=self.screening.exploration_set,
            allowed_activities=self.screening.allowed_activities,
            epsilon=self.epsilon,
            minutes=self.minutes,
            slate_min=self.slate_min,
            slate_max=self.slate_max,
            seed=self.seed,
        )
