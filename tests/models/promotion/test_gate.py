from dataclasses import replace

import pytest

from models.evaluation.diagnostics import Diagnostics
from models.evaluation.ope import Estimate
from models.promotion.gate import DELTA, Evidence, Quality, judge

CLEAN = Diagnostics(
    rows=2000,
    ess=900.0,
    ess_share=0.5,
    max_weight_share=0.01,
    mean_weight=1.01,
    mean_weight_se=0.02,
    unsupported=0.0,
)
EVIDENCE = Evidence(
    difference=Estimate("delta", 0.03, 0.015, 0.017, 2000, 130),
    weights=(CLEAN, CLEAN),
    quality=Quality(0.86, 0.02),
    champion=None,
    poison=(),
    leak=False,
    generated=True,
)


def estimated(value: float, se: float) -> Estimate:
    return replace(EVIDENCE.difference, value=value, se_athlete=se, se_row=se)


def test_bootstrap_is_weak_and_says_what_is_missing() -> None:
    verdict = judge(EVIDENCE)

    assert verdict.accepted
    assert verdict.bootstrap
    assert verdict.word == "weak"
    assert any(line.startswith("half-width") for line in verdict.missing)
    assert verdict.half_width == pytest.approx(1.96 * 0.017, rel=1e-3)
    assert verdict.detectable == pytest.approx(2.8016 * 0.017, rel=1e-3)


def test_normal_limits_never_say_evaluable() -> None:
    verdict = judge(replace(EVIDENCE, difference=estimated(0.03, 0.001)))

    assert verdict.half_width <= DELTA
    assert verdict.word == "weak"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"generated": False}, "history is real"),
        ({"champion": Quality(0.86, 0.02)}, "champion is learned"),
        ({"difference": estimated(-0.001, 0.017)}, "Delta"),
        ({"difference": estimated(0.0, 0.017)}, "Delta"),
        ({"difference": estimated(0.2, 0.05)}, "not evaluable"),
        ({"poison": ("weights of w1 are not finite",)}, "poison"),
        ({"leak": True}, "leak"),
    ],
)
def test_refuses(change: dict, reason: str) -> None:
    verdict = judge(replace(EVIDENCE, **change))

    assert not verdict.accepted
    assert not verdict.bootstrap
    assert reason in verdict.reason


def test_a_learned_champion_adds_quality_criteria() -> None:
    verdict = judge(replace(EVIDENCE, champion=Quality(0.87, 0.01)))

    lines = {one.name: one for one in verdict.criteria}
    assert not lines["AUC lost"].met
    assert not lines["calibration lost"].met


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        (replace(CLEAN, unsupported=0.01), "unsupported mass"),
        (replace(CLEAN, mean_weight=1.2), "|mean weight - 1|"),
        (replace(CLEAN, max_weight_share=0.06), "largest weight share"),
    ],
)
def test_missing_support_is_named(weights: Diagnostics, name: str) -> None:
    verdict = judge(replace(EVIDENCE, weights=(CLEAN, weights)))

    assert any(line.startswith(name) for line in verdict.missing)
