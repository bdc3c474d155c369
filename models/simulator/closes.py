"""The close events of a simulated history: what the 36 hours after each plan said."""

from collections.abc import Sequence
from datetime import timedelta

from models.domain.decisions import Decision
from models.domain.events import Feedback
from models.learning.chronicle import Chronicle, DailyRow, chronicle
from models.learning.closing import WINDOW
from models.learning.mornings import answers, closing
from models.policy.completion import SUCCESS_SHARE
from models.simulator.diary import Diary, clock

KNOWN_AFTER = timedelta(hours=8, minutes=20)
"""A night's measurements are known two hours after waking at 06:20."""


def closes(diary: Diary) -> list[Feedback]:
    """Return a close for every decision whose window lies inside the span."""
    told = _chronicle(diary)
    end = clock(diary.traits, diary.span, diary.span.days)
    return [closing(told, d) for d in told.decisions if d.decided_at + WINDOW <= end]


def successes(diary: Diary) -> dict[str, bool]:
    """Return plan success by decision, closed ones only (statistics.md 5)."""
    told = _chronicle(diary)
    final = [f for f in diary.feedback if f.kind == "close"]
    red = {f.decision_id: bool(f.reward and f.reward.red_readiness) for f in final}
    closed = [d for d in told.decisions if d.decision_id in red]
    return {d.decision_id: _enough(told, d) and not red[d.decision_id] for d in closed}


def _enough(told: Chronicle, decision: Decision) -> bool:
    done = {a for a, answer in answers(told, decision).items() if answer.completed}
    planned: Sequence[int] = [s.planned_minutes for s in decision.slate]
    did = sum(s.planned_minutes for s in decision.slate if s.activity_id in done)
    return did >= SUCCESS_SHARE * sum(planned)


def _chronicle(diary: Diary) -> Chronicle:
    rows = [
        DailyRow(day.midnight.date(), day.midnight + KNOWN_AFTER, body)
        for day, body in zip(diary.days, diary.bodies, strict=True)
    ]
    records = [*diary.decisions, *diary.feedback, *diary.checkins, *diary.profiles]
    return chronicle(diary.traits.profile.user_id, records, rows)
