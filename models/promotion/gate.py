"""The gate (statistics.md 4): may a challenger, frozen at the cut, take the champion's place?

The limits here are normal, not a confidence sequence, so the word is never above `weak`: only
the bootstrap from generated history can promote. Every criterion is printed, met or not.
"""

from dataclasses import dataclass

from scipy.stats import norm

from models.evaluation.diagnostics import Diagnostics
from models.evaluation.ope import Estimate

DELTA = 0.02
"""The smallest difference that matters, in reward units."""
MIN_ATHLETES = 100
MAX_WEIGHT_SHARE = 0.05
WEAK = 3.0
"""`weak` = half-width up to this many DELTA."""
POWER = float(norm.ppf(0.975) + norm.ppf(0.8))
TOLERATED_LOSS = 0.005
"""AUC and calibration may be this much worse than a learned champion's."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a policy's completion model predicts plan success."""

    auc: float
    calibration: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the evaluation found; `champion` is None while the rules are champion."""

    difference: Estimate
    weights: tuple[Diagnostics, ...]
    """Of challenger and champion."""
    quality: Quality
    champion: Quality | None
    poison: tuple[str, ...]
    """Defects of the bundle (`models.promotion.poison`), empty when clean."""
    leak: bool
    generated: bool
    """Every evaluated row comes from generated athletes."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the verdict."""

    name: str
    value: str
    wanted: str
    met: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer."""

    accepted: bool
    word: str
    """evaluable | weak | not evaluable."""
    bootstrap: bool
    reason: str
    delta: float
    half_width: float
    detectable: float
    """Smallest difference found with 80 % power at this standard error."""
    missing: tuple[str, ...]
    """What keeps the word below `evaluable`."""
    criteria: tuple[Criterion, ...]


def judge(evidence: Evidence) -> Verdict:
    """Return the verdict; acceptance here can only be the bootstrap."""
    support, safety = _support(evidence), _safety(evidence)
    word = _word(evidence, support)
    bootstrap = _bootstrap(evidence)
    deciding = (*safety, *bootstrap, _at_least_weak(word))
    accepted = all(one.met for one in deciding)
    estimated = evidence.difference
    return Verdict(
        accepted=accepted,
        word=word,
        bootstrap=accepted,
        reason=_reason(deciding),
        delta=estimated.value,
        half_width=estimated.half_width,
        detectable=POWER * estimated.se,
        missing=tuple(f"{one.name}: {one.value}" for one in support if not one.met),
        criteria=(*support, *deciding),
    )


def _reason(deciding: tuple[Criterion, ...]) -> str:
    failed = [f"{one.name} is {one.value}, wanted {one.wanted}" for one in deciding if not one.met]
    return "; ".join(failed) or "bootstrap: the first learned policy, from generated history"


def _support(evidence: Evidence) -> tuple[Criterion, ...]:
    """List what `evaluable` asks, the half-width first."""
    estimated, weights = evidence.difference, evidence.weights
    width, share = estimated.half_width, max(one.max_weight_share for one in weights)
    unsupported = max(one.unsupported for one in weights)
    drift = max(abs(one.mean_weight - 1.0) for one in weights)
    return (
        Criterion("limits", "normal", "confidence sequence", met=False),
        Criterion("half-width", f"{width:.4f}", f"<= {DELTA}", width <= DELTA),
        Criterion("unsupported mass", f"{unsupported:.4f}", "0", unsupported <= 1e-9),
        Criterion(
            "|mean weight - 1|", f"{drift:.4f}", "<= 4 SE", all(w.calibrated for w in weights)
        ),
        Criterion(
            "largest weight share", f"{share:.4f}", f"<= {MAX_WEIGHT_SHARE}",
            share <= MAX_WEIGHT_SHARE,
        ),
        Criterion(
            "athletes", str(estimated.athletes), f">= {MIN_ATHLETES}",
            estimated.athletes >= MIN_ATHLETES,
        ),
    )  # fmt: skip


def _word(evidence: Evidence, support: tuple[Criterion, ...]) -> str:
    if all(one.met for one in support):
        return "evaluable"
    return "weak" if evidence.difference.half_width <= WEAK * DELTA else "not evaluable"


def _at_least_weak(word: str) -> Criterion:
    return Criterion("word", word, "weak or evaluable", word != "not evaluable")


def _safety(evidence: Evidence) -> tuple[Criterion, ...]:
    """List the checks that no estimate can outweigh."""
    poison = ", ".join(evidence.poison) or "none"
    leak = "alarm" if evidence.leak else "none"
    lines = [
        Criterion("poison", poison, "none", not evidence.poison),
        Criterion("leak", leak, "none", not evidence.leak),
    ]
    if evidence.champion is not None:
        lines += _not_worse(evidence.quality, evidence.champion)
    return tuple(lines)


def _not_worse(challenger: Quality, champion: Quality) -> list[Criterion]:
    lost, drifted = champion.auc - challenger.auc, challenger.calibration - champion.calibration
    wanted = f"<= {TOLERATED_LOSS}"
    return [
        Criterion("AUC lost", f"{lost:.4f}", wanted, lost <= TOLERATED_LOSS),
        Criterion("calibration lost", f"{drifted:.4f}", wanted, drifted <= TOLERATED_LOSS),
    ]


def _bootstrap(evidence: Evidence) -> tuple[Criterion, ...]:
    """List what lets the first learned policy in: generated history and a positive Delta."""
    champion = "rules" if evidence.champion is None else "learned"
    history = "generated" if evidence.generated else "real"
    value = evidence.difference.value
    return (
        Criterion("champion", champion, "rules", evidence.champion is None),
        Criterion("history", history, "generated", evidence.generated),
        Criterion("Delta", f"{value:+.4f}", "> 0", value > 0.0),
    )
