"""A plan as the text that a coach would hand over.

`python -m models.catalogue.written GOAL EXPERIENCE DAYS [EQUIPMENT ...]` prints one.
"""

import sys
from collections.abc import Iterator, Sequence

from models.catalogue.plans import Asked, Plan, PlanWeek, plan_for
from models.catalogue.prescription import Prescription
from models.catalogue.routines import Step
from models.catalogue.sessions import Session

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GOALS = {
    "strength": "get stronger",
    "muscle": "build muscle",
    "endurance": "last longer",
    "fat_loss": "lose fat and keep muscle",
    "general_health": "stay healthy",
    "stress_relief": "unwind",
}
HOW_TO_USE = (
    "In reserve means how many more good repetitions you could have done. Tempo is seconds down, "
    "pause, up.",
    "Pain that is sharp, or 3 of 10 and more: stop that exercise and leave it out this week.",
    "A missed session is not made up: go on with the next one. Keep a day between two lifting "
    "sessions that train the same muscles.",
)
OWN_WEIGHT = (
    "Without weights you progress by a fuller backpack, a slower way down and the harder version."
)


def written(plan: Plan) -> str:
    """Return the plan: how to use it, the sessions of week 1, and what changes each week."""
    first = plan.weeks[0]
    lines = [_title(plan), "", *_advice(plan), "", *_overview(first), ""]
    for weekday, session in zip(WEEKDAYS, first.days, strict=True):
        lines += [*_session(weekday, session, plan), ""]
    return "\n".join([*lines, *_openings(first), "", *_block(plan), ""])


def _advice(plan: Plan) -> Iterator[str]:
    yield from HOW_TO_USE
    if plan.asked.goal in {"strength", "muscle"} and not plan.asked.equipment:
        yield OWN_WEIGHT


def _title(plan: Plan) -> str:
    asked = plan.asked
    owned = f", with {' and '.join(map(_words, asked.equipment))}" if asked.equipment else ""
    aim = f"Four weeks to {GOALS[asked.goal]}"
    return f"{aim}: {asked.experience}, {asked.days_per_week} days a week{owned}"


def _overview(week: PlanWeek) -> Iterator[str]:
    yield "The week:"
    for weekday, session in zip(WEEKDAYS, week.days, strict=True):
        yield f"  {weekday:<10} {session.outline.name}, {session.minutes} min"


def _session(weekday: str, session: Session, plan: Plan) -> Iterator[str]:
    yield f"{weekday}: {session.outline.name} ({session.minutes} min)"
    yield f"  {session.outline.note}"
    yield from _phase("Warm-up", session.warmup)
    for number, one in enumerate(session.work, 1):
        yield f"  {number}. {told(one, plan.asked.experience)}"
        yield f"     {one.what.cue}"
    yield from _phase("Cool-down", session.cooldown)


def _phase(title: str, steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        names = ", ".join(step.name.lower() for step in steps)
        yield f"  {title}, {_minutes(steps)} min: {names}."


def _minutes(steps: Sequence[Step]) -> int:
    return round(sum(step.seconds for step in steps) / 60)


def _openings(week: PlanWeek) -> Iterator[str]:
    """Yield each warm-up and cool-down step of the week once."""
    yield "Warm-ups and cool-downs:"
    steps = (step for day in week.days for step in (*day.warmup, *day.cooldown))
    for step in dict.fromkeys(steps):
        yield f"  {step.name} ({_seconds(step.seconds)}): {step.text}"


def told(one: Prescription, experience: str = "intermediate") -> str:
    """Return a prescription in one line; beginners, who know no 1RM, get no % of it."""
    name, side = one.what.name, " each side" if one.what.each_side else ""
    if one.minutes is not None:
        return f"{name}: {one.minutes} min at effort {one.effort:g} of 10"
    amount = f"{one.sets} x {_amount(one)}{side}"
    return f"{name}: {amount}{_effort(one, experience)}{_pace(one)}"


def _amount(one: Prescription) -> str:
    if one.reps is None:
        return _seconds(one.seconds or 0)
    low, high = one.reps
    return f"{low}" if low == high else f"{low}-{high}"


def _effort(one: Prescription, experience: str) -> str:
    if one.rir is None:
        return f" at effort {one.effort:g} of 10"
    share = one.percent if experience != "beginner" else None
    percent = f" at about {share:.0f} % of your best single" if share else ""
    return f"{percent}, {one.rir:g} in reserve"


def _pace(one: Prescription) -> str:
    tempo = f", tempo {one.tempo}" if one.tempo else ""
    return f"{tempo}, rest {_seconds(one.rest_s)}" if one.rest_s else tempo


def _seconds(seconds: int) -> str:
    whole, rest = divmod(seconds, 60)
    if not whole:
        return f"{seconds} s"
    return f"{whole} min {rest} s" if rest else f"{whole} min"


def _block(plan: Plan) -> Iterator[str]:
    yield "The four weeks:"
    for week in plan.weeks:
        minutes = sum(day.minutes for day in week.days if day.training)
        sets = sum(one.sets for one in week.work if one.reps is not None)
        lifted = f", {sets} working sets" if sets else ""
        yield f"  Week {week.stage.week}, {week.stage.name.lower()}: {minutes} min{lifted}."
        if sets:
            yield f"     Lifting: {week.stage.lifting}"
        if any(one.minutes for day in week.days if day.training for one in day.work):
            yield f"     Steady parts: {week.stage.steady}"


def _words(name: str) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    goal, experience, days, *owned = sys.argv[1:]
    asked = Asked(goal=goal, experience=experience, days_per_week=int(days), equipment=tuple(owned))
    print(written(plan_for(asked)))
