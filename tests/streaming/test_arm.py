"""The bandit arm's learner takes its own facts and the run-in, in any order and cut."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.decisions import Decision
from models.domain.events import Feedback
from models.domain.rows import PosteriorUpdate
from models.experiments.definition import ARMS, arm_learns
from models.experiments.running import folder, write_running
from models.learning.equality import gap
from models.learning.revisions import Embedding, opening, replay_log
from models.policy.bundle import load_population, write_population
from streaming.arm import BanditArm
from streaming.updates import WAITING_SEQ, Held, Learner, learn
from tests.builders.bundles import publish_random_policy, random_encoder
from tests.builders.decisions import decision, said
from tests.builders.experiments import experiment
from tests.builders.streams import answers, plans

POOLED = Learner(random_encoder(7), "enc-test:pooled")
ARM = Learner(random_encoder(7), "enc-test:bandit", experiment="e1")
Messages = Sequence[Decision | Feedback]


def in_arms(athletes: int, days: int) -> list[Decision]:
    """Return plans of a run-in day and of days in four arms."""
    return [
        one if index < athletes else replace(one, experiment="e1", variant=ARMS[index % len(ARMS)])
        for index, one in enumerate(plans(athletes, days))
    ]


def streamed(batches: Sequence[Messages]) -> tuple[list[PosteriorUpdate], list[PosteriorUpdate]]:
    """Return the pooled and the arm's rows, learnt batch by batch as the stream does."""
    pooled: list[PosteriorUpdate] = []
    own: list[PosteriorUpdate] = []
    for batch in batches:
        held = Held.of(pooled)
        arm = Held.of(own).with_waiting(held)
        pooled += learn(batch, held, POOLED).rows
        own += learn(batch, arm, ARM).rows
    return pooled, own


def replayed(decided: list[Decision], told: list[Feedback]) -> list[PosteriorUpdate]:
    first = [
        opening(
            one,
            Embedding(encoder_version="enc-test", learner=ARM.name, phi=phi(one)),
        )
        for one in decided
        if arm_learns(one, "e1")
    ]
    return replay_log(first, told)


def phi(plan: Decision) -> tuple[int, ...]:
    return tuple(learn([replace(plan, experiment=None)], Held(), ARM).rows[0].phi)


@pytest.mark.parametrize("seed", range(12))
def test_any_cut_and_order_is_the_replay_of_the_arms_own_facts(seed: int) -> None:
    rng = random.Random(seed)
    decided = in_arms(athletes=4, days=3)
    told = [one for plan in decided for one in answers(plan)]
    messages: list[Decision | Feedback] = [*decided, *told, *rng.choices(told, k=5)]
    rng.shuffle(messages)
    cuts = sorted(rng.sample(range(len(messages)), 5))
    batches = [messages[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]

    pooled, own = streamed(batches)

    assert gap(own, replayed(decided, told)).largest == 0
    taken = {one.decision_id for one in decided if arm_learns(one, "e1")}
    assert {row.decision_id for row in own} == taken
    assert {row.decision_id for row in pooled} == {one.decision_id for one in decided}
    assert all(row.event_seq != WAITING_SEQ for row in own)


def test_another_arms_feedback_leaves_no_trace() -> None:
    plan = decision(experiment="e1", variant="rules")
    pooled, own = streamed([[said(plan, 1, done=True)], [plan], [said(plan, 2, done=True)]])

    assert own == []
    assert sum(row.sign for row in pooled) == 1


def test_feedback_that_came_first_is_applied_in_the_arm_too() -> None:
    plan = decision(experiment="e1", variant="bandit")
    _, own = streamed([[said(plan, 1, done=True)], [plan]])

    assert [row.sign for row in own] == [0, 1]
    assert {row.learner for row in own} == {"enc-test:bandit"}


def test_feedback_that_waited_and_comes_again_counts_once() -> None:
    plan = decision(experiment="e1", variant="bandit")
    early = said(plan, 1, done=True)
    _, own = streamed([[early], [early, plan, early], [early]])

    assert [row.sign for row in own] == [0, 1]


def published(root: Path) -> Path:
    publish_random_policy(root)
    pinned = experiment().pinned
    assert pinned is not None
    held = load_population(root, "pop-test")
    write_population(root, replace(held, version=pinned.population_version, learner=pinned.learner))
    return root


def test_the_arm_is_there_while_its_experiment_runs(tmp_path: Path) -> None:
    arm = BanditArm(published(tmp_path))
    assert arm.now() is None

    write_running(tmp_path, experiment())
    found = arm.now()

    assert found is not None
    assert (found.learner.name, found.learner.experiment) == ("enc-test:bandit", "e1")
    assert arm.now() is found


def test_an_unreadable_experiment_has_no_learner_and_stops_nothing(tmp_path: Path) -> None:
    write_running(published(tmp_path), experiment())
    (folder(tmp_path) / "RUNNING.json").write_text("{")

    assert BanditArm(tmp_path).now() is None


def test_a_pinned_version_that_is_gone_has_no_learner(tmp_path: Path) -> None:
    write_running(tmp_path, experiment())

    assert BanditArm(tmp_path).now() is None
