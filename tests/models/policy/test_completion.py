import numpy as np
import pytest

from models.policy.completion import Completion, enumerated


def small() -> Completion:
    rng = np.random.default_rng(1)
    return Completion(
        version="v",
        center=np.array([1.0, 10.0]),
        scale=np.array([2.0, 5.0]),
        w1=rng.normal(size=(16, 5)),
        c1=rng.normal(size=5),
        w2=rng.normal(size=(5, 4)),
        c2=rng.normal(size=4),
        ids=np.array(["breathing", "squats", "walk"]),
        vectors=rng.normal(size=(3, 4)),
        bias=np.array([0.3, -0.2, 0.1]),
        slot_bias=np.linspace(0, -0.7, 8),
        plan=np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
    )


def test_arrays_round_trip() -> None:
    model, context = small(), np.array([2.0, np.nan])

    again = Completion.from_arrays("v", model.arrays())

    assert again.activity(context, "walk", 3) == model.activity(context, "walk", 3)


def test_probabilities_lie_inside_zero_and_one_and_later_slots_lose() -> None:
    model, context = small(), np.array([2.0, 12.0])

    first = model.activities(context, ["squats", "walk"], 0, slot=1)
    later = model.activities(context, ["squats", "walk"], 0, slot=8)

    assert ((first > 0) & (first < 1)).all()
    assert (later < first).all()
    assert np.array_equal(later, model.activities(context, ["squats", "walk"], 0, slot=20))


def test_missing_and_extreme_values_give_a_number() -> None:
    model = small()

    for context in (np.full(2, np.nan), np.array([1e300, -1e300])):
        assert 0 < model.activity(context, "walk", 0) < 1


def test_an_unknown_activity_gets_the_mean_of_the_known() -> None:
    model, context = small(), np.array([2.0, 12.0])

    hidden = model.trunk(context, 0)
    logit = model.vectors.mean(axis=0) @ hidden + model.bias.mean() + model.slot_bias[0]

    assert model.activity(context, "zumba", 0) == pytest.approx(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [([10.0], 0.5), ([10.0, 10.0], 0.25), ([40.0, 10.0], 0.5), ([], 0.0)],
)
def test_enumeration_counts_outcomes_with_80_percent_of_minutes(
    minutes: list[float], expected: float
) -> None:
    assert enumerated(np.full(len(minutes), 0.5), np.array(minutes)) == pytest.approx(expected)


def test_plan_success_is_the_enumeration_when_nothing_corrects_it() -> None:
    model, context = small(), np.array([2.0, 12.0])

    first = model.activity(context, "walk", 0, slot=1)
    second = model.activity(context, "squats", 0, slot=2)

    found = model.plan_success(context, 0, [("walk", 40), ("squats", 10)])
    assert found == pytest.approx(first, abs=1e-9)
    assert model.plan_success(context, 0, [("walk", 5), ("squats", 5)]) == pytest.approx(
        first * second, abs=1e-9
    )
