"""One function decides (design.md 3): the same request and bundle give the same choice anywhere."""

import base64
import binascii
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.catalogue.activities import Activity, activities, fitting
from models.domain.decisions import ACTIONS, Slot
from models.policy.bundle import Bundle, Policy
from models.policy.choice import METHOD, action_probabilities, best_shares
from models.policy.draw import drawn_action
from models.policy.encoder import FloatArray, context_array
from models.policy.posterior import predict
from models.policy.slate import VERSION as SLATE_VERSION
from models.policy.slate import DrawnSlate, SlateRequest, draw_slate
from models.policy.state import AthleteState, empty
from models.policy.sums import PHI_UNIT

IntArray = npt.NDArray[np.int16]
GIVEN = "given"
"""The propensity method of probabilities that no posterior was asked for."""


class UnknownVersion(LookupError):
    """The bundle is not the version that the request names."""


class WrongSignature(ValueError):
    """The request's features are not the ones that the policy was trained on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequest:
    """Everything personal about one decision."""

    context: list[float | None]
    feature_service_hash: str
    learner: str
    policy_version: str
    population_version: str
    state: str | None
    """Base64 of `AthleteState.to_bytes`; None for a newcomer."""
    state_day: int | None
    decided_day: int
    """Days since 1970-01-01."""
    allowed_actions: tuple[int, ...]
    exploration_set: tuple[int, ...]
    allowed_activities: tuple[str, ...]
    epsilon: float
    minutes: int
    slate_min: int = 5
    slate_max: int = 7
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The answer: action and slate with the probabilities they were drawn from."""

    action: int
    action_probability: float
    action_probabilities: list[float]
    value_mean: list[float | None]
    """Per action id; None where blocked."""
    value_sd: list[float | None]
    phi: list[int]
    slate: list[Slot]
    slot_probabilities: list[dict[str, float]]
    slate_forced: bool
    temperature: float
    slate_policy_version: str
    propensity_method: str
    encoder_version: str | None
    policy_version: str
    population_version: str
    reward_definition: str
    wanted_action: int | None = None
    """Largest posterior mean of all 12 actions, blocked ones too: counted, never offered."""
    wanted_activity: str | None = None
    """Largest score of all activities that fit the action, removed ones too."""


def decide(request: DecisionRequest, bundle: Bundle) -> Choice:
    """Return the choice of the policy.

    Raises UnknownVersion or WrongSignature when request and bundle do not belong together, and
    ValueError when nothing is allowed or the state is damaged.
    """
    _check(request, bundle)
    phi = bundle.policy.encoder.embed(context_array(request.context)[None, :])[0]
    mean, cov = _predicted(request, bundle, phi.astype(np.float64) * PHI_UNIT)
    p = _probabilities(request, bundle, mean, cov)
    allowed = set(request.allowed_actions)
    sd = np.sqrt(np.diag(cov))
    return replace(
        _chosen(request, bundle.policy, phi, p),
        value_mean=[float(v) if a in allowed else None for a, v in enumerate(mean)],
        value_sd=[float(v) if a in allowed else None for a, v in enumerate(sd)],
        wanted_action=int(np.argmax(mean)),
        propensity_method=METHOD,
        population_version=bundle.population.version,
    )


def decide_among(request: DecisionRequest, policy: Policy, probabilities: list[float]) -> Choice:
    """Return the choice under given action probabilities, with the policy's slate.

    No posterior is asked: this is how an experiment's other arms decide.
    """
    _check_asked(request, policy)
    phi = policy.encoder.embed(context_array(request.context)[None, :])[0]
    return _chosen(request, policy, phi, probabilities)


def _chosen(
    request: DecisionRequest, policy: Policy, phi: IntArray, probabilities: list[float]
) -> Choice:
    context = context_array(request.context)
    action = drawn_action(probabilities, int(request.seed))
    slate = _slate(request, policy, context, action)
    return Choice(
        action=action,
        action_probability=probabilities[action],
        action_probabilities=probabilities,
        value_mean=[None] * ACTIONS,
        value_sd=[None] * ACTIONS,
        phi=[int(v) for v in phi],
        slate=_slots(slate, policy, context, action),
        slot_probabilities=list(slate.probabilities),
        slate_forced=slate.forced,
        temperature=policy.temperature,
        slate_policy_version=SLATE_VERSION,
        propensity_method=GIVEN,
        encoder_version=policy.encoder.version,
        policy_version=policy.version,
        population_version="",
        reward_definition=policy.reward_definition,
        wanted_activity=_wanted(policy, context, action),
    )


def _check(request: DecisionRequest, bundle: Bundle) -> None:
    policy, population = bundle.policy, bundle.population
    held = (policy.version, population.version, population.learner)
    asked = (request.policy_version, request.population_version, request.learner)
    if held != asked:
        raise UnknownVersion(f"asked for {asked}, holding {held}")
    if population.encoder_version != policy.encoder.version:
        raise UnknownVersion(
            f"encoder of posterior {population.encoder_version}, of policy {policy.encoder.version}"
        )
    _check_asked(request, policy)


def _check_asked(request: DecisionRequest, policy: Policy) -> None:
    if request.feature_service_hash != policy.feature_service_hash:
        raise WrongSignature(
            f"features {request.feature_service_hash}, "
            f"policy trained on {policy.feature_service_hash}"
        )
    if not request.allowed_actions:
        raise ValueError("no action is allowed: the gate's answer, not a decision's")
    if not set(request.allowed_actions) <= set(range(ACTIONS)):
        raise ValueError(f"not all of {request.allowed_actions} are actions")
    if not 0 <= int(request.seed) < 1 << 64:
        raise ValueError(f"a seed has 64 bits, got {request.seed}")


def _predicted(
    request: DecisionRequest, bundle: Bundle, phi: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the posterior mean and covariance of all 12 actions."""
    state = _state(request, bundle.population.hyper.gamma)
    return predict(bundle.population, state, phi, tuple(range(ACTIONS)))


def _probabilities(
    request: DecisionRequest, bundle: Bundle, mean: FloatArray, cov: FloatArray
) -> list[float]:
    """Return the probability of each action id; only what is allowed takes part in a draw."""
    allowed = sorted(request.allowed_actions)
    z = bundle.population.z[:, allowed]
    shares = best_shares(mean[allowed], cov[np.ix_(allowed, allowed)], z)
    return action_probabilities(shares, allowed, request.exploration_set, request.epsilon)


def _state(request: DecisionRequest, gamma: float) -> AthleteState:
    if request.state is None or request.state_day is None:
        return empty(request.decided_day)
    try:
        raw = base64.b64decode(request.state, validate=True)
    except binascii.Error as error:
        raise ValueError(f"the state is not base64: {error}") from error
    return AthleteState.from_bytes(raw, request.state_day).decayed(request.decided_day, gamma)


def candidates_of(
    action: int, allowed_activities: tuple[str, ...], least: int
) -> tuple[Activity, ...]:
    """Return the allowed activities that fit the action; all allowed ones where too few fit."""
    allowed = set(allowed_activities)
    fits = tuple(a for a in fitting(action) if a.catalogue_id in allowed)
    if len(fits) >= least:
        return fits
    return tuple(a for name, a in activities().items() if name in allowed)


def _wanted(policy: Policy, context: FloatArray, action: int) -> str:
    """Return what the policy would have put first had nothing been removed."""
    names = [a.catalogue_id for a in fitting(action)]
    return names[int(np.argmax(policy.completion.activities(context, names, action)))]


def _slate(
    request: DecisionRequest, policy: Policy, context: FloatArray, action: int
) -> DrawnSlate:
    candidates = candidates_of(action, request.allowed_activities, request.slate_min)
    names = [a.catalogue_id for a in candidates]
    scores = policy.completion.activities(context, names, action)
    return draw_slate(
        SlateRequest(
            candidates=candidates,
            scores=dict(zip(names, scores.tolist(), strict=True)),
            minutes=request.minutes,
            seed=int(request.seed),
            temperature=policy.temperature,
            length_min=request.slate_min,
            length_max=request.slate_max,
        )
    )


def _slots(slate: DrawnSlate, policy: Policy, context: FloatArray, action: int) -> list[Slot]:
    done = policy.completion
    return [
        Slot(
            activity_id=0,
            catalogue_id=s.catalogue_id,
            slot=s.slot,
            probability=s.probability,
            planned_minutes=s.planned_minutes,
            intensity=s.intensity,
            completion_probability=done.activity(context, s.catalogue_id, action, slot=s.slot),
        )
        for s in slate.slots
    ]
