"""What the morning after a decision and its week say, from the athlete's chronicle."""

from datetime import date, datetime, timedelta
from statistics import fmean, stdev

from models.catalogue.activities import activities
from models.catalogue.templates import template_for
from models.domain.decisions import Decision
from models.domain.events import CheckinEvent, Feedback
from models.domain.ids import close_event_id
from models.learning.chronicle import Chronicle, DailyRow, checkin_facts
from models.learning.closing import WINDOW, Morning, close
from models.learning.reward import dose
from models.safety.readiness import readiness

WEEK = timedelta(days=7)
BAND = timedelta(days=28)
LEAST_SAID, LEAST_SPREAD = 5, 0.5
"""A soreness band needs 5 check-ins; ratings are whole numbers, so their spread is at least .5."""
HRV = ("hrv_rmssd_z_28d", "hrv_sdnn_z_28d")
"""RMSSD first; the two never meet in one baseline."""


def closing(chronicle: Chronicle, decision: Decision) -> Feedback:
    """Return the close event of a decision whose 36 hours are over."""
    at = decision.decided_at + WINDOW
    said = [f for f in chronicle.feedback.get(decision.decision_id, ()) if f.recorded_at <= at]
    return Feedback(
        event_id=close_event_id(decision.decision_id),
        kind="close",
        decision_id=decision.decision_id,
        user_id=decision.user_id,
        occurred_at=at,
        recorded_at=at,
        reward=close(decision, said, morning(chronicle, decision)),
    )


def due(chronicle: Chronicle, as_of: datetime) -> list[Feedback]:
    """Return the close events of the decisions whose 36 hours are over and that have none."""
    return [closing(chronicle, d) for d in chronicle.decisions if is_due(chronicle, d, as_of)]


def is_due(chronicle: Chronicle, decision: Decision, as_of: datetime) -> bool:
    """Say whether a decision should be closed by now and is not."""
    said = chronicle.feedback.get(decision.decision_id, ())
    return decision.decided_at + WINDOW <= as_of and not any(f.kind == "close" for f in said)


def morning(chronicle: Chronicle, decision: Decision) -> Morning:
    """Return what was measured by 36 hours after the decision; None where nothing was."""
    day = chronicle.local_day(decision.decided_at)
    said, body = _next_checkin(chronicle, decision, day), _next_body(chronicle, decision, day)
    profile = chronicle.profile(decision.decided_at)
    template = template_for(profile.goal, profile.experience, profile.days_per_week)
    return Morning(
        hrv_z=next((z for name in HRV if body and (z := body.values.get(name)) is not None), None),
        soreness_z=_soreness(chronicle, said),
        load_share=_load_share(chronicle, decision, day),
        red=_red(said, body),
        week_dose=_week_dose(chronicle, day),
        # an athlete of three days is asked for three sevenths of the week
        week_target=template.dose * min(_days(chronicle, day), 7) / 7,
    )


def _next_checkin(chronicle: Chronicle, decision: Decision, day: date) -> CheckinEvent | None:
    until = decision.decided_at + WINDOW
    later = [c for c in chronicle.checkins if decision.decided_at < c.occurred_at <= until]
    return next((c for c in later if chronicle.local_day(c.occurred_at) > day), None)


def _next_body(chronicle: Chronicle, decision: Decision, day: date) -> DailyRow | None:
    row = chronicle.features(decision.decided_at + WINDOW)
    return row if row is not None and row.day > day else None


def _soreness(chronicle: Chronicle, said: CheckinEvent | None) -> float | None:
    if said is None or said.soreness is None:
        return None
    since = said.occurred_at - BAND
    band = [c for c in chronicle.checkins if since <= c.occurred_at < said.occurred_at]
    known = [float(c.soreness) for c in band if c.soreness is not None]
    if len(known) < LEAST_SAID:
        return None
    return (said.soreness - fmean(known)) / max(stdev(known), LEAST_SPREAD)


def _red(said: CheckinEvent | None, body: DailyRow | None) -> bool | None:
    if said is None and body is None:
        return None
    facts = checkin_facts(said, said.occurred_at) if said else None
    return readiness(facts, body.values if body else {}) == "red"


def _load_share(chronicle: Chronicle, decision: Decision, day: date) -> float | None:
    before = [_planned_load(d) for d in _standing(chronicle, day - WEEK, day - timedelta(days=1))]
    most = max(before, default=0.0)
    return _planned_load(decision) / most if most > 0 else None


def _planned_load(decision: Decision) -> float:
    """Return planned minutes x the catalogue's RPE; a retired activity counts as moderate (4)."""
    known = activities()
    rpe = {name: activity.rpe for name, activity in known.items()}
    return sum(s.planned_minutes * rpe.get(s.catalogue_id, 4.0) for s in decision.slate)


def _week_dose(chronicle: Chronicle, day: date) -> float:
    return sum(done_dose(chronicle, d) for d in _standing(chronicle, day - timedelta(days=6), day))


def done_dose(chronicle: Chronicle, decision: Decision) -> float:
    """Return the dose of a plan's completed activities, as reported up to the close."""
    done = {f.activity_id for f in answers(chronicle, decision).values() if f.completed}
    return sum(
        dose(s.planned_minutes, s.intensity) for s in decision.slate if s.activity_id in done
    )


def answers(chronicle: Chronicle, decision: Decision) -> dict[int, Feedback]:
    """Return the last word about each offered activity, up to the close."""
    until = decision.decided_at + WINDOW
    said = chronicle.feedback.get(decision.decision_id, ())
    return {
        f.activity_id: f
        for f in said
        if f.kind == "activity" and f.activity_id is not None and f.recorded_at <= until
    }


def _standing(chronicle: Chronicle, first: date, last: date) -> list[Decision]:
    """Return the decisions of some local days that no later one replaced."""
    return [
        d
        for d in chronicle.decisions
        if d.superseded_by is None and first <= chronicle.local_day(d.decided_at) <= last
    ]


def _days(chronicle: Chronicle, day: date) -> int:
    first = chronicle.local_day(chronicle.decisions[0].decided_at)
    return (day - first).days + 1
