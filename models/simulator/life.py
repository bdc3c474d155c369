"""One simulated athlete's life: mornings, plans, answers, and what became of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean, pstdev
from zoneinfo import ZoneInfo

import numpy as np

from models.catalogue.activities import activities
from models.domain.decisions import Decision
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.domain.ids import RANDOM_BITS, uuid7
from models.features.request import CheckinFacts
from models.simulator import behaviour, logging_policy
from models.simulator.apple import Day
from models.simulator.behaviour import Moment, completion_probability, success_probability
from models.simulator.logging_policy import Made, Question
from models.simulator.mornings import red_probability
from models.simulator.profiles import profile_event
from models.simulator.signals import Signals, signals
from models.simulator.truth import Latent, Traits, first_morning, next_morning, stream

SLATE_PLACES = 8
"""Activity ids of one decision lie in a block of this size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which days of which world."""

    seed: int
    start: date
    days: int


@dataclass
class Diary:
    """Everything one athlete left behind."""

    traits: Traits
    days: list[Day] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    checkins: list[CheckinEvent] = field(default_factory=list)
    profiles: list[AthleteEvent] = field(default_factory=list)
    truth: list[dict[str, object]] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    """Done session-RPE load per day: own training and plan."""


def live(traits: Traits, span: Span) -> Diary:
    """Live through the span under the logging policy."""
    diary = Diary(traits)
    rng = stream(span.seed, traits.index, 1)
    latent = first_morning(traits, rng)
    diary.profiles.append(profile_event(traits.profile, _clock(traits, span, 0, 6.0), _bits(rng)))
    for _ in range(span.days):
        done = _one_day(diary, latent, span, rng)
        latent = next_morning(traits, latent, done, rng)
    return diary


def _one_day(diary: Diary, latent: Latent, span: Span, rng: np.random.Generator) -> float:
    """Return the session-RPE load of what was done of the day's plan."""
    traits = diary.traits
    measured = signals(traits, latent, rng)
    midnight = _clock(traits, span, latent.day, 0.0)
    diary.days.append(Day(midnight, latent, measured))
    diary.loads.append(5.0 * latent.trained_min)
    if latent.day > traits.last_day:
        return 0.0
    said = _checkin(diary, latent, midnight + timedelta(hours=9), rng)
    decision = _decision(diary, measured, said, midnight + timedelta(hours=9.5), rng)
    if decision is None:
        return 0.0
    done = _evening(diary, decision, latent, rng)
    diary.loads[-1] += done
    return done


def _checkin(
    diary: Diary, latent: Latent, at: datetime, rng: np.random.Generator
) -> CheckinFacts | None:
    ratings = behaviour.checkin(diary.traits, latent, rng)
    bits, spoken = _bits(rng), rng.random() < diary.traits.frankness
    if not spoken:
        return None
    event = CheckinEvent(
        event_id=uuid7(at, bits),
        user_id=diary.traits.profile.user_id,
        symptoms=[],
        occurred_at=at,
        recorded_at=at,
        **ratings,  # type: ignore[arg-type]
    )
    diary.checkins.append(event)
    return CheckinFacts(**ratings, age_h=0.5)  # type: ignore[arg-type]


def _decision(
    diary: Diary,
    measured: Signals,
    said: CheckinFacts | None,
    at: datetime,
    rng: np.random.Generator,
) -> Decision | None:
    number = diary.traits.index * 10_000 + len(diary.decisions)
    made = [Made(d.decided_at, d.action) for d in diary.decisions[-15:]]
    question = Question(
        profile=diary.traits.profile,
        checkin=said,
        body=_body(diary, measured),
        at=at,
        decision_id=uuid7(at, _bits(rng)),
        seed=int(rng.integers(0, 1 << 64, dtype=np.uint64)),
        first_activity_id=1 + number * SLATE_PLACES,
        made=made,
    )
    decision = logging_policy.decide(question)
    if decision is not None:
        diary.decisions.append(decision)
    return decision


def _body(diary: Diary, measured: Signals) -> dict[str, float | None]:
    """Return the body features that the logging policy's gate sees."""
    past = [d.measured for d in diary.days[-29:-1]]
    worn = [m for m in past if m.steps is not None or m.rmssd_ms is not None]
    today = measured.sleep_h is not None
    return {
        "hrv_rmssd_z_28d": _z(measured.rmssd_ms, [m.rmssd_ms for m in past]),
        "hrv_sdnn_z_28d": _z(measured.sdnn_ms, [m.sdnn_ms for m in past]),
        "sleep_duration_h": measured.sleep_h,
        "load_7d_max": max(diary.loads[-8:-1], default=None) if len(diary.loads) > 7 else None,
        "load_30d_max_session": max(diary.loads[-31:-1], default=0.0) or None,
        "observed_days_28d": float(len(worn)),
        "wearable_age_h": 1.0 if today else None,
    }


def _z(value: float | None, past: list[float | None]) -> float | None:
    known = [float(np.log(v)) for v in past if v is not None]
    if value is None or len(known) < 7:
        return None
    return (float(np.log(value)) - fmean(known)) / max(pstdev(known), 0.05)


def _evening(diary: Diary, decision: Decision, latent: Latent, rng: np.random.Generator) -> float:
    moment = Moment(diary.traits, latent, decision.decided_at.weekday(), decision.action)
    diary.truth.append(_truth(moment, decision))
    load = 0.0
    at = decision.decided_at + timedelta(hours=11)
    for slot in decision.slate:
        activity = activities()[slot.catalogue_id]
        said = behaviour.respond(moment, activity, rng)
        at += timedelta(minutes=2)
        load += activity.planned_load if said.completed else 0.0
        event = _answer(decision, slot.activity_id, said, (at, _bits(rng)))
        if said.reported:
            diary.feedback.append(event)
    return load


def _truth(moment: Moment, decision: Decision) -> dict[str, object]:
    known = [activities()[s.catalogue_id] for s in decision.slate]
    p = [completion_probability(moment, a) for a in known]
    load = sum(a.planned_load * q for a, q in zip(known, p, strict=True))
    red = red_probability(moment.traits, moment.latent, load)
    minutes = [s.planned_minutes for s in decision.slate]
    return {
        "decision_id": decision.decision_id,
        "success_probability": success_probability(p, minutes, red),
        "completion_probabilities": p,
    }


def _answer(
    decision: Decision, activity_id: int, said: behaviour.Said, stamp: tuple[datetime, int]
) -> Feedback:
    at, bits = stamp
    return Feedback(
        event_id=uuid7(at, bits),
        kind="activity",
        decision_id=decision.decision_id,
        activity_id=activity_id,
        user_id=decision.user_id,
        completed=said.completed,
        motivation_before=said.before,
        motivation_after=said.after,
        difficulty_rating=said.difficulty,
        occurred_at=at,
        recorded_at=at,
    )


def _clock(traits: Traits, span: Span, day: int, hour: float) -> datetime:
    zone = ZoneInfo(traits.profile.timezone)
    at = datetime.combine(span.start + timedelta(days=day), datetime.min.time(), zone)
    return at + timedelta(hours=hour)


def _bits(rng: np.random.Generator) -> int:
    return int.from_bytes(rng.bytes(10), "big") >> (80 - RANDOM_BITS)
