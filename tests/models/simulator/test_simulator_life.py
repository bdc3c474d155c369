"""A life leaves records that the rest of the system can take for real ones."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from models.domain.codec import from_json, to_json
from models.domain.decisions import ACTIONS, Decision
from models.domain.events import CheckinEvent, Feedback
from models.domain.ids import close_event_id, time_of
from models.learning.closing import WINDOW
from models.policy.draw import uniform
from models.policy.replay import matches
from models.simulator.closes import successes
from models.simulator.diary import Diary, Span, clock
from models.simulator.life import live
from models.simulator.logging_policy import probabilities
from models.simulator.truth import athlete

SPAN = Span(seed=7, start=date(2026, 8, 1), days=10)


@pytest.fixture(scope="module")
def diaries() -> list[Diary]:
    return [live(athlete(7, index), SPAN) for index in range(6)]


@pytest.fixture(scope="module")
def decisions(diaries: list[Diary]) -> list[Decision]:
    return [d for diary in diaries for d in diary.decisions]


def test_the_same_life_is_lived_again(diaries: list[Diary]) -> None:
    assert live(athlete(7, 4), SPAN) == diaries[4]


def test_logged_probabilities_are_exact(decisions: list[Decision]) -> None:
    for one in decisions:
        expected = probabilities(one.allowed_actions, one.rules_action)
        assert one.action_probabilities == expected
        assert sum(expected) == pytest.approx(1.0, abs=1e-12)
        assert one.action_probability == expected[one.action] > 0
        assert matches(one)


def test_propensities_are_calibrated() -> None:
    """E[1 / (p |allowed|)] = 1 under draws by the very rule of the log."""
    allowed, rng = (0, 3, 5, 7, 8, 9, 11), np.random.default_rng(3)
    p = np.array(probabilities(allowed, 7))
    seeds = rng.integers(0, 1 << 64, 20_000, dtype=np.uint64)
    edges = np.cumsum(p)
    drawn = np.array([int(np.searchsorted(edges, uniform(int(s), 0), "right")) for s in seeds])

    weights = 1 / (p[drawn] * len(allowed))

    assert set(drawn) == set(allowed)
    assert abs(weights.mean() - 1) < 4 * weights.std() / np.sqrt(len(weights))


def test_times_and_ids_come_from_the_simulated_clock(diaries: list[Diary]) -> None:
    for diary in diaries:
        for one in diary.decisions:
            assert 7 <= one.decided_at.hour < 9
            assert abs(time_of(one.decision_id) - one.decided_at) < timedelta(milliseconds=1)
        by_id = {d.decision_id: d for d in diary.decisions}
        for said in (f for f in diary.feedback if f.kind != "close"):
            assert said.occurred_at.date() == by_id[said.decision_id].decided_at.date()


def test_every_closed_window_has_its_close(diaries: list[Diary]) -> None:
    for diary in diaries:
        end = clock(diary.traits, SPAN, SPAN.days)
        due = [d for d in diary.decisions if d.decided_at + WINDOW <= end]
        closes = [f for f in diary.feedback if f.kind == "close"]
        assert [f.event_id for f in closes] == [close_event_id(d.decision_id) for d in due]
        assert all(f.recorded_at == d.decided_at + WINDOW for f, d in zip(closes, due, strict=True))
        assert set(successes(diary)) == {d.decision_id for d in due}


def test_records_survive_the_wire(diaries: list[Diary]) -> None:
    for kind, name in ((Decision, "decisions"), (Feedback, "feedback"), (CheckinEvent, "checkins")):
        for record in getattr(diaries[1], name):
            assert from_json(kind, json.loads(json.dumps(to_json(record)))) == record


def test_the_history_has_no_context_and_a_full_slate(decisions: list[Decision]) -> None:
    for one in decisions:
        assert (one.context, one.phi, one.encoder_version) == ([], [], None)
        assert (one.policy_name, one.learner) == ("rules+uniform", "history")
        assert 5 <= len(one.slate) <= 7
        assert len(one.action_probabilities) == ACTIONS
    places = [slot.activity_id for one in decisions for slot in one.slate]
    assert len(places) == len(set(places))


def test_truth_is_known_of_every_decision(diaries: list[Diary]) -> None:
    for diary in diaries:
        known = {t["decision_id"]: t for t in diary.truth}
        assert list(known) == [d.decision_id for d in diary.decisions]
        assert all(0 <= t["success_probability"] <= 1 for t in known.values())
        assert all(0 <= t["reward_mean"] <= 1 for t in known.values())


def test_who_stops_decides_nothing_more() -> None:
    span = Span(seed=7, start=SPAN.start, days=20)
    lives = [live(athlete(7, index), span) for index in range(12)]
    stopped = [one for one in lives if one.gone is not None and one.decisions]

    assert stopped
    for diary in stopped:
        last = max(d.decided_at.date() for d in diary.decisions)
        assert (last - SPAN.start).days < (diary.gone or 0)
        assert len(diary.days) == 20


def test_what_no_record_tells_is_kept_beside_them(diaries: list[Diary]) -> None:
    for diary in diaries:
        assert set(diary.hidden) == {"incidents", "ill", "away", "gone"}
        assert all(0 <= day < SPAN.days for days in diary.hidden.values() for day in days)
