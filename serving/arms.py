"""An athlete's arm in the running experiment; it decides the action, and nothing else."""

import dataclasses
from dataclasses import dataclass

from models.experiments.arms import Options, arm_probabilities
from models.experiments.definition import BANDIT, Experiment
from models.policy.bundle import Current, Policy
from models.policy.decide import GIVEN, Choice, decide_among
from models.policy.draw import drawn_action
from models.policy.rules import RulesRequest, rules_choice
from serving.usecases.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What an experiment does with one athlete."""

    experiment: Experiment
    arm: str
    new: bool
    """The assignment is written together with this decision."""

    @property
    def decides(self) -> str:
        """Return whose action the athlete gets; a stopped arm's athletes get the rules'."""
        return self.experiment.decides(self.arm)

    @property
    def learner(self) -> str:
        """Return whose state the decision reads; only the bandit arm has one of its own."""
        pinned = self.experiment.pinned
        return pinned.learner if pinned and self.decides == BANDIT else self.decides

    @property
    def current(self) -> Current | None:
        """Return the pinned versions, whatever has been promoted since."""
        return pinned_current(self.experiment)


def pinned_current(experiment: Experiment) -> Current | None:
    """Return the versions that an experiment decides with; None without a promoted policy."""
    pinned = experiment.pinned
    if pinned is None:
        return None
    return Current(
        policy_version=pinned.policy_version,
        population_version=pinned.population_version,
        learner=pinned.learner,
        verdict="",
        bootstrap=False,
    )


def arm_choice(moment: Moment, treatment: Treatment, policy: Policy | None) -> Choice:
    """Return the choice of an arm that asks no posterior; its slate is ranked as the bandit's."""
    screening = moment.screening
    options = Options(
        allowed=screening.allowed_actions,
        exploration_set=screening.exploration_set,
        rules_action=moment.rules_action,
        popularity=treatment.experiment.popularity,
    )
    p = arm_probabilities(treatment.decides, options)
    if policy is not None and treatment.current is not None:
        return decide_among(moment.request(treatment.current), policy, p)
    action = drawn_action(p, int(moment.seed))
    plain = rules_choice(rules_request(moment, action))
    return dataclasses.replace(
        plain, action_probability=p[action], action_probabilities=p, propensity_method=GIVEN
    )


def rules_request(moment: Moment, action: int) -> RulesRequest:
    """Return the request for an even-handed slate of an action."""
    return RulesRequest(
        action=action,
        allowed_activities=moment.screening.allowed_activities,
        minutes=moment.minutes,
        seed=moment.seed,
        slate_min=moment.slate_min,
        slate_max=moment.slate_max,
    )
