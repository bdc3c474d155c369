"""The catalogue as Markdown: `python -m models.catalogue.table` writes README.md here."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.catalogue.activities import Activity, activities
from models.catalogue.contraindications import contraindications
from models.catalogue.digest import digest
from models.catalogue.exercises import exercises
from models.catalogue.plans import Asked, Plan, authored, plan_for

FILE = Path(__file__).with_name("README.md")
DAYS = range(2, 7)


def table() -> str:
    """Return activities, contraindications and the weeks of all plans."""
    return "\n".join([*_head(), *_activities(), *_contraindications(), *_plans(), ""])


def _head() -> Iterator[str]:
    kinds = Counter(one.type for one in activities().values())
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    yield "# Catalogue"
    yield ""
    yield f"{len(activities())} activities ({counted}), {len(exercises())} exercises,"
    yield f"{len(authored()) * len(DAYS)} plans; drawn from as `{digest()}`. Written by"
    yield "`python -m models.catalogue.table`; a test compares it with the data."
    yield ""
    yield "One plan as text: `python -m models.catalogue.written strength beginner 3 dumbbells`."


def _activities() -> Iterator[str]:
    yield from ("", "## Activities", "")
    head = ("id", "type", "min", "CR10", "equipment", "loads", "not with", "then", "instead")
    yield _row(*head)
    yield _row(*["---"] * len(head))
    for one in activities().values():
        yield _row(*_cells(one))


def _cells(one: Activity) -> tuple[str, ...]:
    return (
        f"`{one.catalogue_id}`",
        one.type,
        str(one.minutes),
        f"{one.rpe:g}",
        *(", ".join(x) for x in (one.equipment, one.loads_sites, one.contraindications)),
        one.progression or "",
        one.regression or "",
    )


def _contraindications() -> Iterator[str]:
    yield from ("", "## Contraindications", "", _row("kind", "who", "advice", "source"))
    yield _row(*["---"] * 4)
    for one in contraindications().values():
        yield _row(f"`{one.kind}`", one.name, one.advice, one.source)


def _plans() -> Iterator[str]:
    yield from ("", "## Plans", "", "The usual week without equipment, Monday first; minutes.")
    yield from ("", _row("goal", "experience", "days", "week"), _row(*["---"] * 4))
    for goal, experience in authored():
        for days in DAYS:
            asked = Asked(goal=goal, experience=experience, days_per_week=days)
            yield _row(goal, experience, str(days), _week(plan_for(asked)))


def _week(plan: Plan) -> str:
    return " · ".join(f"{day.outline.key} {day.minutes}" for day in plan.usual.days)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
