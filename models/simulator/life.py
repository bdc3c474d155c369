"""One simulated athlete's life: mornings, plans, answers, and what became of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from models.catalogue.activities import Activity, activities
from models.catalogue.templates import template_for
from models.domain.decisions import Decision
from models.domain.events import CheckinEvent, Feedback
from models.domain.ids import RANDOM_BITS, uuid7
from models.features.request import CheckinFacts
from models.learning.reward import dose
from models.simulator import behaviour, logging_policy
from models.simulator.behaviour import Moment, Said
from models.simulator.closes import closes
from models.simulator.diary import Day, Diary, Span, clock
from models.simulator.latent import NOTHING_DONE, Done, Latent, first_morning, next_morning
from models.simulator.logging_policy import Made, Question
from models.simulator.mornings import Tonight, band
from models.simulator.outlook import Offer, truth_of
from models.simulator.profiles import profile_event
from models.simulator.signals import signals
from models.simulator.truth import SEED_KEYS, Traits, stream

SLATE_PLACES = 8
"""Activity ids of one decision lie in a block of this size."""
ASKED, ASKED_SPREAD_S = timedelta(hours=8, minutes=26), 30 * 60
"""Plans are asked for between 08:26 and 08:56: the night counts as known by then."""
SAID_BEFORE = timedelta(minutes=4)
EVENING, PER_ANSWER = timedelta(hours=10.5), timedelta(minutes=2)
SAYS_OF_SESSION = 0.5
Policy = Callable[[Question], Decision | None]
"""None where the gate leaves nothing."""


def live(traits: Traits, span: Span) -> Diary:
    """Live through the span under the logging policy."""
    life = joined(traits, span)
    for _ in range(span.days):
        live_day(life, logging_policy.decide)
    life.diary.feedback.extend(closes(life.diary))
    return life.diary


@dataclass
class Life:
    """An athlete under way: what is written so far, and this morning's hidden state."""

    diary: Diary
    latent: Latent
    rng: np.random.Generator


def joined(traits: Traits, span: Span, *, keeps_truth: bool = True) -> Life:
    """Return an athlete on the first morning, registered."""
    diary = Diary(traits, span, keeps_truth)
    rng = stream(span.seed, traits.index, SEED_KEYS["life"])
    latent = first_morning(traits, rng)
    at = clock(traits, span, 0) + timedelta(hours=6)
    diary.profiles.append(profile_event(traits.profile, at, _bits(rng)))
    return Life(diary, latent, rng)


def live_day(life: Life, decide: Policy) -> None:
    """Live one day with the plan that a policy makes."""
    diary, rng = life.diary, life.rng
    day = diary.wake(life.latent, signals(diary.traits, life.latent, rng))
    _one_day(diary, day, rng, decide)
    life.latent = next_morning(diary.traits, life.latent, diary.done[-1], rng)


def _one_day(diary: Diary, day: Day, rng: np.random.Generator, decide: Policy) -> None:
    traits = diary.traits
    opens = rng.random() < traits.shows
    if day.latent.day > traits.last_day or not opens:
        diary.rest(NOTHING_DONE, 0.0, 0.0)
        return
    at = day.midnight + ASKED + timedelta(seconds=int(rng.integers(ASKED_SPREAD_S)))
    said = _checkin(diary, day, at - SAID_BEFORE, rng)
    decision = decide(_question(diary, said, at, rng))
    if decision is None:
        diary.rest(NOTHING_DONE, 0.0, 0.0)
        return
    diary.decisions.append(decision)
    _evening(diary, _Plan(decision, said), rng)


def _checkin(diary: Diary, day: Day, at: datetime, rng: np.random.Generator) -> CheckinFacts | None:
    said = behaviour.checkin(diary.traits, day.latent, rng)
    bits, speaks = _bits(rng), rng.random() < diary.traits.frankness
    diary.anxiety.append(float(said["anxiety"]) if speaks else None)
    if not speaks:
        return None
    person = diary.traits.profile.user_id
    event = CheckinEvent(
        event_id=uuid7(at, bits), user_id=person, occurred_at=at, recorded_at=at, **said
    )
    diary.checkins.append(event)
    facts: dict[str, Any] = said | {"symptoms": tuple(said["symptoms"])}
    return CheckinFacts(**facts, age_h=SAID_BEFORE / timedelta(hours=1))


def _question(
    diary: Diary, said: CheckinFacts | None, at: datetime, rng: np.random.Generator
) -> Question:
    number = diary.traits.index * 10_000 + len(diary.decisions)
    return Question(
        profile=diary.traits.profile,
        checkin=said,
        body=diary.bodies[-1],
        at=at,
        decision_id=uuid7(at, _bits(rng)),
        seed=int(rng.integers(0, 1 << 64, dtype=np.uint64)),
        first_activity_id=1 + number * SLATE_PLACES,
        made=[Made(d.decided_at, d.action) for d in diary.decisions[-15:]],
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    decision: Decision
    said: CheckinFacts | None

    @property
    def offered(self) -> tuple[Activity, ...]:
        return tuple(activities()[slot.catalogue_id] for slot in self.decision.slate)


def _evening(diary: Diary, plan: _Plan, rng: np.random.Generator) -> None:
    """Let the athlete do what they do of the plan, and report it."""
    decision, offered = plan.decision, plan.offered
    moment = _moment(diary, decision)
    if diary.keeps_truth:
        truth = truth_of(_offer(diary, plan, moment))
        diary.truth.append({"decision_id": decision.decision_id, **asdict(truth)})
    said = behaviour.respond(moment, offered, rng)
    did = [a for a, answer in zip(offered, said, strict=True) if answer.completed]
    minutes = sum(a.minutes for a in did)
    done = Done(sum(a.planned_load for a in did), minutes / sum(a.minutes for a in offered))
    at = decision.decided_at + EVENING
    for slot, answer in zip(decision.slate, said, strict=True):
        at += PER_ANSWER
        event = _report(decision, (at, _bits(rng)), _words(slot.activity_id, answer))
        diary.feedback.extend([event] if answer.reported else [])
    if rng.random() < SAYS_OF_SESSION:
        words = {
            "kind": "session",
            "session_rating": behaviour.session_rating(moment, done.share or 0.0, rng),
        }
        diary.feedback.append(_report(decision, (at + PER_ANSWER, _bits(rng)), words))
    diary.rest(done, sum(dose(a.minutes, a.intensity) for a in did), float(minutes))


def _moment(diary: Diary, decision: Decision) -> Moment:
    weekday = decision.decided_at.weekday()
    return Moment(diary.traits, diary.days[-1].latent, weekday, decision.action)


def _offer(diary: Diary, plan: _Plan, moment: Moment) -> Offer:
    profile = diary.traits.profile
    week = template_for(profile.goal, profile.experience, profile.days_per_week)
    first = diary.decisions[0].decided_at.date()
    age = (plan.decision.decided_at.date() - first).days + 1
    return Offer(
        moment=moment,
        tonight=Tonight(
            traits=diary.traits,
            latent=moment.latent,
            ring=band(diary.rmssd),
            watch=band(diary.sdnn),
            observed=moment.latent.day + 1 < diary.span.days,
        ),
        offered=plan.offered,
        mood=plan.said.mood if plan.said else None,
        week_dose=sum(diary.doses[-6:]),
        week_target=week.dose * min(age, 7) / 7,
    )


def _words(activity_id: int, said: Said) -> dict[str, Any]:
    return {
        "kind": "activity",
        "activity_id": activity_id,
        "completed": said.completed,
        "motivation_before": said.before,
        "motivation_after": said.after,
        "difficulty_rating": said.difficulty,
    }


def _report(decision: Decision, stamp: tuple[datetime, int], words: Mapping[str, Any]) -> Feedback:
    at, bits = stamp
    return Feedback(
        event_id=uuid7(at, bits),
        decision_id=decision.decision_id,
        user_id=decision.user_id,
        occurred_at=at,
        recorded_at=at,
        **words,
    )


def _bits(rng: np.random.Generator) -> int:
    return int.from_bytes(rng.bytes(10), "big") >> (80 - RANDOM_BITS)
