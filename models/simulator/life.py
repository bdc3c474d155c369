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
from models.simulator import logging_policy
from models.simulator.answers import Answer, answers_of, body_of
from models.simulator.behaviour import done_of, respond, session_rating
from models.simulator.checkins import checkin
from models.simulator.closes import closes
from models.simulator.diary import NO_DEED, Day, Deed, Diary, Span, clock
from models.simulator.latent import Done, Latent, first_morning, next_morning, nothing_done
from models.simulator.logging_policy import Made, Question
from models.simulator.luck import Fate, Luck
from models.simulator.mornings import Tonight, band
from models.simulator.outlook import Offer, truth_of
from models.simulator.plan import Plan, one_plan
from models.simulator.profiles import profile_event
from models.simulator.signals import signals
from models.simulator.squad import Squad, squad_of
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
    return lived(traits, span).diary


def lived(traits: Traits, span: Span) -> "Life":
    """Return the athlete on the morning after the span, lived under the logging policy."""
    life = joined(traits, span)
    for _ in range(span.days):
        live_day(life, logging_policy.decide)
    life.diary.feedback.extend(closes(life.diary))
    return life


@dataclass
class Life:
    """An athlete under way: what is written so far, and this morning's hidden state."""

    diary: Diary
    squad: Squad
    """Of this one athlete."""
    latent: Latent
    fate: Fate
    rng: np.random.Generator
    """Of ids and times; what happens comes from `fate`."""
    keeps_truth: bool = True
    """False: nobody will ask what only the simulator knows."""
    said: CheckinFacts | None = None
    """Today's check-in."""

    def offer(self, plan: Plan, offered: tuple[Activity, ...], at: datetime) -> Offer:
        """Return a plan as the truth looks at it."""
        diary, profile = self.diary, self.diary.traits.profile
        week = template_for(profile.goal, profile.experience, profile.days_per_week)
        first = diary.decisions[0].decided_at if diary.decisions else at
        age = (at.date() - first.date()).days + 1
        return Offer(
            tonight=Tonight(
                squad=self.squad,
                latent=self.latent,
                ring=band(diary.rmssd),
                watch=band(diary.sdnn),
                observed=self.latent.day + 1 < diary.span.days,
            ),
            plan=plan,
            offered=offered,
            mood=self.said.mood if self.said else None,
            week_dose=sum(diary.doses[-6:]),
            week_target=week.dose * min(age, 7) / 7,
        )


def joined(traits: Traits, span: Span, *, keeps_truth: bool = True) -> Life:
    """Return an athlete on the first morning, registered."""
    diary, squad = Diary(traits, span), squad_of([traits])
    rng = stream(span.seed, traits.index, SEED_KEYS["life"])
    fate = Fate(span.seed, traits.index)
    latent = first_morning(squad, fate.next())
    at = clock(traits, span, 0) + timedelta(hours=6)
    diary.profiles.append(profile_event(traits.profile, at, _bits(rng)))
    return Life(diary, squad, latent, fate, rng, keeps_truth)


def live_day(life: Life, decide: Policy) -> None:
    """Live one day with the plan that a policy makes."""
    diary, luck = life.diary, life.fate.next()
    weekday = (diary.span.start + timedelta(days=life.latent.day)).weekday()
    day = diary.wake(life.latent, signals(life.squad, life.latent, luck, weekday).one(0))
    done = _one_day(life, day, luck, decide)
    life.latent = next_morning(life.squad, life.latent, done, luck)


def _one_day(life: Life, day: Day, luck: Luck, decide: Policy) -> Done:
    diary, rng = life.diary, life.rng
    at = day.midnight + ASKED + timedelta(seconds=int(rng.integers(ASKED_SPREAD_S)))
    opens = _checkin(life, at - SAID_BEFORE, luck)
    decision = decide(_question(life, at)) if opens else None
    if decision is None:
        diary.rest(NO_DEED)
        return nothing_done(1)
    diary.decisions.append(decision)
    return _evening(life, decision, luck)


def _checkin(life: Life, at: datetime, luck: Luck) -> bool:
    """Return whether the athlete opens the app, and keep what they say."""
    diary, answers = life.diary, checkin(life.squad, life.latent, luck)
    bits, life.said = _bits(life.rng), None
    if not answers.speaks[0]:
        return bool(answers.opens[0])
    said = body_of(diary.traits, answers)
    diary.anxiety.append(float(said["anxiety"]))
    person = diary.traits.profile.user_id
    event = CheckinEvent(
        event_id=uuid7(at, bits), user_id=person, occurred_at=at, recorded_at=at, **said
    )
    diary.checkins.append(event)
    facts: dict[str, Any] = said | {"symptoms": tuple(said["symptoms"])}
    life.said = CheckinFacts(**facts, age_h=SAID_BEFORE / timedelta(hours=1))
    return True


def _question(life: Life, at: datetime) -> Question:
    diary, rng = life.diary, life.rng
    number = diary.traits.index * 10_000 + len(diary.decisions)
    return Question(
        profile=diary.traits.profile,
        checkin=life.said,
        body=diary.bodies[-1],
        at=at,
        decision_id=uuid7(at, _bits(rng)),
        seed=int(rng.integers(0, 1 << 64, dtype=np.uint64)),
        first_activity_id=1 + number * SLATE_PLACES,
        made=[Made(d.decided_at, d.action) for d in diary.decisions[-15:]],
    )


def _evening(life: Life, decision: Decision, luck: Luck) -> Done:
    """Let the athlete do what they do of the plan, and report it."""
    diary, rng = life.diary, life.rng
    offered = tuple(activities()[slot.catalogue_id] for slot in decision.slate)
    plan = one_plan(decision.decided_at.weekday(), decision.action, offered)
    if life.keeps_truth:
        truth = truth_of(life.offer(plan, offered, decision.decided_at))
        diary.truth.append({"decision_id": decision.decision_id, **asdict(truth)})
    said = respond(life.squad, life.latent, plan, luck)
    done, answers = done_of(plan, said), answers_of(said, len(offered))
    at = decision.decided_at + EVENING
    for slot, answer in zip(decision.slate, answers, strict=True):
        at += PER_ANSWER
        event = _report(decision, (at, _bits(rng)), _words(slot.activity_id, answer))
        diary.feedback.extend([event] if answer.reported else [])
    if luck.chance("says_of_session")[0] < SAYS_OF_SESSION:
        rated = int(session_rating(life.latent, done.share, luck)[0])
        words = {"kind": "session", "session_rating": rated}
        diary.feedback.append(_report(decision, (at + PER_ANSWER, _bits(rng)), words))
    did = [a for a, answer in zip(offered, answers, strict=True) if answer.completed]
    deed = Deed(
        load=float(done.load[0]),
        share=float(done.share[0]),
        dose=sum(dose(a.minutes, a.intensity) for a in did),
        minutes=float(sum(a.minutes for a in did)),
        offered=len(offered),
        completed=len(did),
    )
    diary.rest(deed)
    return done


def _words(activity_id: int, said: Answer) -> dict[str, Any]:
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
