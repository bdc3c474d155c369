"""Mixed-effects Thompson sampling: the exact posterior from additive sums (statistics.md 1).

r = phi'theta_a + w_g + u_ga + noise. k, h, kappa_g, z_g, e_g, P and f carry the page's names.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS, PHI_DIM
from models.policy.state import AthleteState
from models.policy.sums import PHI_UNIT, R_UNIT, WEIGHT_UNIT, Facts

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SIZE = ACTIONS * PHI_DIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyper:
    """Variances of statistics.md 1; fixed and stated until marginal likelihood tunes them."""

    tau2: float = 0.01
    """Of the athlete's own action effects u."""
    omega2: float = 0.02
    """Of the athlete's level w."""
    s2: float = 0.04
    """Of the noise at weight 1."""
    rho: float = 0.3
    """personal_exploration: scales the draw of u only."""
    gamma: float = 0.5 ** (1 / 60)
    """Decay a day: half-life 60 days."""
    precision: float = 25.0
    """L_a = precision x identity: prior of theta_a around the rules' b0_a."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Hyper-parameters, prior and normals of a posterior."""

    hyper: Hyper
    b0: FloatArray
    z: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """The posterior of theta of one learner, as published."""

    version: str
    learner: str
    encoder_version: str
    day: int
    """Days since 1970-01-01 that the sums are decayed to."""
    m: FloatArray
    """12 x 32: posterior mean of theta."""
    p_inv: FloatArray
    """384 x 384: posterior covariance of theta, actions stacked."""
    b0: FloatArray
    """12 x 32: prior mean."""
    z: FloatArray
    """4,096 x 12 fixed scrambled-Sobol normals."""
    hyper: Hyper


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Decayed float sums: per (athlete, action) and per action."""

    n: FloatArray
    """athletes x 12."""
    y: FloatArray
    s: FloatArray
    """athletes x 12 x 32."""
    a: FloatArray
    """12 x 32 x 32."""
    b: FloatArray
    """12 x 32."""


def decayed_sums(facts: Facts, day: int, gamma: float) -> Sums:
    """Return the sums as of a day; integers per day first, then gamma^age in day order."""
    users, user = np.unique(facts.user, return_inverse=True)
    n, y, s = _own(facts, user, (len(users), day, gamma))
    a, b = np.zeros((ACTIONS, PHI_DIM, PHI_DIM)), np.zeros((ACTIONS, PHI_DIM))
    for event_day in np.unique(facts.day):
        factor = gamma ** (day - int(event_day)) * WEIGHT_UNIT * PHI_UNIT
        for action in range(ACTIONS):
            here = (facts.day == event_day) & (facts.action == action)
            if here.any():
                w, phi, r = facts.w[here], facts.phi[here], facts.r[here]
                a[action] += factor * PHI_UNIT * ((phi * w[:, None]).T @ phi)
                b[action] += factor * R_UNIT * ((w * r) @ phi)
    return Sums(n, y, s, a, b)


def _own(
    facts: Facts, user: IntArray, shape: tuple[int, int, float]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    athletes, day, gamma = shape
    key = np.stack([user, facts.action, facts.day], axis=1)
    groups, index = np.unique(key, axis=0, return_inverse=True)
    terms = np.concatenate(
        [facts.w[:, None], (facts.w * facts.r)[:, None], facts.w[:, None] * facts.phi], axis=1
    )
    whole = np.zeros((len(groups), 2 + PHI_DIM), dtype=np.int64)
    np.add.at(whole, index.reshape(-1), terms)
    n, y = np.zeros((athletes, ACTIONS)), np.zeros((athletes, ACTIONS))
    s = np.zeros((athletes, ACTIONS, PHI_DIM))
    for (g, action, event_day), one in zip(groups, whole, strict=True):
        factor = gamma ** (day - int(event_day)) * WEIGHT_UNIT
        n[g, action] += factor * float(one[0])
        y[g, action] += factor * R_UNIT * float(one[1])
        s[g, action] += factor * PHI_UNIT * one[2:].astype(np.float64)
    return n, y, s


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What the athlete's own sums say: k, h, kappa_g, z_g and e_g of statistics.md 1."""

    k: FloatArray
    h: FloatArray
    kappa: float
    z: FloatArray
    """384."""
    e: float

    @classmethod
    def of(cls, n: FloatArray, y: FloatArray, s: FloatArray, hyper: Hyper) -> "Level":
        """Compute them from n[12], y[12], s[12, 32]."""
        h = 1.0 / (hyper.s2 + n * hyper.tau2)
        kappa = hyper.omega2 / (1.0 + hyper.omega2 * float((n * h).sum()))
        return cls(hyper.tau2 * h, h, kappa, (h[:, None] * s).ravel(), float((h * y).sum()))


def solve(sums: Sums, hyper: Hyper, b0: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (m[12, 32], P^-1[384, 384]): the exact posterior of theta, all actions together."""
    p, f = np.zeros((SIZE, SIZE)), np.zeros(SIZE)
    h = 1.0 / (hyper.s2 + sums.n * hyper.tau2)
    k = hyper.tau2 * h
    for a in range(ACTIONS):
        block = slice(a * PHI_DIM, (a + 1) * PHI_DIM)
        s = sums.s[:, a]
        own = sums.a[a] - (k[:, a, None] * s).T @ s
        p[block, block] = hyper.precision * np.eye(PHI_DIM) + own / hyper.s2
        f[block] = hyper.precision * b0[a] + (sums.b[a] - (k[:, a] * sums.y[:, a]) @ s) / hyper.s2
    z = (h[:, :, None] * sums.s).reshape(len(h), SIZE)
    kappa = hyper.omega2 / (1.0 + hyper.omega2 * (sums.n * h).sum(axis=1))
    e = (h * sums.y).sum(axis=1)
    p -= (kappa[:, None] * z).T @ z
    f -= (kappa * e) @ z
    p_inv = np.linalg.inv(p)
    p_inv = (p_inv + p_inv.T) / 2.0
    return (p_inv @ f).reshape(ACTIONS, PHI_DIM), p_inv


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Names of a population that is about to be built."""

    version: str
    learner: str
    encoder_version: str
    day: int


def build_population(
    facts: Facts, identity: Identity, hyper: Hyper, b0: FloatArray, z: FloatArray
) -> Population:
    """Return the population posterior of all facts, decayed to the identity's day."""
    m, p_inv = solve(decayed_sums(facts, identity.day, hyper.gamma), hyper, b0)
    return Population(
        version=identity.version,
        learner=identity.learner,
        encoder_version=identity.encoder_version,
        day=identity.day,
        m=m,
        p_inv=p_inv,
        b0=b0,
        z=z,
        hyper=hyper,
    )


def predict(
    population: Population, state: AthleteState, phi: FloatArray, actions: tuple[int, ...]
) -> tuple[FloatArray, FloatArray]:
    """Return (mean[k], covariance[k, k]) of the value of k actions at phi[32] for one athlete.

    The state must be decayed to the decision's day. A newcomer's state is all zeros.
    """
    hyper, m = population.hyper, population.m
    level = Level.of(state.n, state.y, state.s, hyper)
    w = level.kappa * (level.e - float((level.z * m.ravel()).sum()))
    own = state.y - (state.s * m).sum(axis=1) - state.n * w
    mean = (m * phi).sum(axis=1) + w + level.k * own
    c = 1.0 - level.k * state.n
    shared = _shared(population.p_inv, level, phi - level.k[:, None] * state.s, c * level.kappa)
    personal = np.diag(hyper.rho**2 * hyper.s2 * level.k)
    cov = shared + level.kappa * np.outer(c, c) + personal
    chosen = np.ix_(list(actions), list(actions))
    return mean[list(actions)], ((cov + cov.T) / 2.0)[chosen]


def _shared(p_inv: FloatArray, level: Level, own: FloatArray, pull: FloatArray) -> FloatArray:
    """Return X P^-1 X' for rows X_a = [own_a' at block a] - pull_a z'.

    Multiplied out, for X is mostly zeros; by einsum, whose sums know no threads: both rungs must
    give the same bits.
    """
    blocks = p_inv.reshape(ACTIONS, PHI_DIM, ACTIONS, PHI_DIM)
    at_own = np.einsum("abj,bj->ab", np.einsum("aibj,ai->abj", blocks, own), own)
    if not level.z.any():
        return np.asarray(at_own)
    at_z = np.einsum("ij,j->i", p_inv, level.z)
    crossed = np.outer((own * at_z.reshape(ACTIONS, PHI_DIM)).sum(axis=1), pull)
    both = float((level.z * at_z).sum())
    return np.asarray(at_own - crossed - crossed.T + both * np.outer(pull, pull))
