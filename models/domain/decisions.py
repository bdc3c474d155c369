"""The decision record (design.md 4, statistics.md 9): enough to replay a choice from itself."""

from dataclasses import dataclass, field
from datetime import datetime

SCHEMA_VERSION = 1
ACTIONS = 12
PHI_DIM = 32
FEATURE_SERVICE = "plan_policy_v2"
CENSORED_RUNGS = frozenset({"safe_rest", "coach"})
"""Plans that teach nothing: made in an outage, or changed because the athlete asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One action or activity that the gate took away before the draw, and why."""

    kind: str
    """`action` or `activity`."""
    id: str
    """The action's id as decimal digits, or the activity's catalogue id."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of the slate, as it was offered."""

    activity_id: int
    """Row id of the assigned activity; 0 before the database has assigned one."""
    catalogue_id: str
    slot: int
    """1-based position; slot k was drawn with u_k."""
    probability: float
    planned_minutes: int
    intensity: str
    """Low, Moderate or High."""
    completion_probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what was known, allowed, computed and drawn."""

    schema_version: int
    decision_id: str
    user_id: str
    decided_at: datetime
    context: list[float | None]
    """In the order of the feature service; None = missing. Empty in imported history."""
    context_timestamps: dict[str, datetime | None]
    """One event time per feature view (`request` = the latest check-in)."""
    feature_service: str
    feature_service_hash: str
    segment: str
    segment_known: bool
    readiness: str
    allowed_actions: list[int]
    removed: list[Removal]
    action: int
    action_probability: float
    action_probabilities: list[float]
    """One per action id, 0 where blocked."""
    slate: list[Slot]
    slot_probabilities: list[dict[str, float]]
    """One map per slot, in ascending catalogue id."""
    seed: str
    """64 random bits as a decimal string (JSON numbers and Delta longs would lose the last)."""
    epsilon: float
    policy_name: str
    policy_version: str
    posterior_version: str
    population_version: str
    athlete_state_version: int
    learner: str
    rung: str
    """champion | in_process | rules | safe_rest | coach."""
    experiment: str | None = None
    variant: str = "bandit"
    code_version: str
    phi: list[int]
    """int16[32]: the embedding in units of 2^-12; empty where no encoder was used."""
    encoder_version: str | None
    value_mean: list[float | None]
    value_sd: list[float | None]
    propensity_method: str
    exploration_set: list[int]
    slate_policy_version: str
    temperature: float
    slate_forced: bool = False
    superseded_by: str | None = None
    exploring: bool = True
    """False: p = 1 by rule, kept out of every off-policy estimate."""
    reward_definition: str
    rules_action: int
    """What the rules would have done: comparator of the gate, never an input of the draw."""
    planned_dose: float = 0.0
    """Minutes x intensity the template plans for the day (weights of `models.learning.reward`)."""
    wanted_action: int | None = None
    """The policy's first choice had the gate removed nothing: largest posterior mean of all 12."""
    wanted_activity: str | None = None
    """The same among the activities that fit the action; both None where no policy was asked."""
    tags: dict[str, str] = field(default_factory=dict)
