from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.auc import auc, within_auc
from models.learning.completing import CompletionRecipe, train_completion
from models.learning.examples import Examples
from models.learning.nets import Descent

GROUPS = ("history", "sleep", "sleep", "noise")
QUICK = CompletionRecipe(seed=5, groups=GROUPS, descent=Descent(8, 128, 5e-3, 1e-2))


@pytest.fixture(scope="module")
def trained(world) -> object:
    return train_completion(world(1)[0], QUICK, "test")


def predicted(model, rows: Examples) -> np.ndarray:
    return np.array(
        [
            model.plan_success(rows.context[i], int(rows.action[i]), rows.slate(i))
            for i in range(len(rows))
        ]
    )


def test_plan_success_comes_near_the_oracle_on_other_athletes(trained, world) -> None:
    rows, truth = world(2, n=1500)
    label = rows.success == 1.0

    model, oracle = auc(label, predicted(trained, rows)), auc(label, truth)

    assert oracle.value > 0.85
    assert (model.value - 0.5) / (oracle.value - 0.5) >= 0.95
    assert (
        within_auc(label, predicted(trained, rows), np.unique(rows.athlete, return_inverse=True)[1])
        > 0.6
    )


def test_better_activities_and_fresher_days_score_higher(trained) -> None:
    rested, tired = np.array([0.0, -1.0, -1.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0])

    low, high = trained.activities(rested, ["activity-00", "activity-09"], 0)

    assert high > low + 0.1
    assert trained.activity(rested, "activity-05", 0) > trained.activity(tired, "activity-05", 0)


def test_the_same_seed_gives_the_same_arrays(world) -> None:
    rows, _ = world(3, n=400)

    one, two = (train_completion(rows, QUICK, "v").arrays() for _ in range(2))

    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_open_rows_teach_nothing(world) -> None:
    rows, _ = world(4, n=400)
    opened = replace(rows, success=np.where(np.arange(400) < 200, rows.success, np.nan))

    one = train_completion(opened, QUICK, "v").arrays()
    two = train_completion(rows.where(np.arange(400) < 200), QUICK, "v").arrays()

    assert all(np.array_equal(one[name], two[name]) for name in one)
