"""States reach the online store absolute, each under the next version of its row."""

import numpy as np
import pytest

from infra.settings import Settings
from jobs.materialize import apply
from jobs.online_states import publish_states, read_states
from models.domain.decisions import ACTIONS, PHI_DIM
from models.policy.state import AthleteState
from streaming.states import CHUNK, StatePublisher

LEARNER = "enc-test:pooled"


@pytest.fixture
def store(settings: Settings) -> Settings:
    apply(settings)
    return settings


def state(value: float) -> AthleteState:
    return AthleteState(
        np.full(ACTIONS, value), np.zeros(ACTIONS), np.full((ACTIONS, PHI_DIM), -value), 20_700
    )


def test_each_publication_is_the_next_version(store: Settings) -> None:
    publisher = StatePublisher(store)

    versions = [publisher.publish(LEARNER, {"u1": state(n)})["u1"] for n in (1.0, 2.0)]

    served = read_states(store, LEARNER, ["u1", "u2"])
    assert versions == [1, 2]
    assert served.keys() == {"u1"}
    assert served["u1"].version == 2
    assert served["u1"].state.to_bytes() == state(2.0).to_bytes()


def test_another_process_goes_on_from_what_is_served(store: Settings) -> None:
    publish_states(store, LEARNER, {"u1": state(1.0)})  # the rebuild before a promotion
    first = StatePublisher(store).publish(LEARNER, {"u1": state(2.0)})

    again = StatePublisher(store).publish(LEARNER, {"u1": state(3.0), "u2": state(4.0)})

    assert (first, again) == ({"u1": 2}, {"u1": 3, "u2": 1})


def test_many_athletes_go_in_short_writes(store: Settings) -> None:
    users = [f"u{n}" for n in range(CHUNK + 1)]

    StatePublisher(store).publish(LEARNER, dict.fromkeys(users, state(1.0)))

    assert len(read_states(store, LEARNER, users)) == CHUNK + 1
