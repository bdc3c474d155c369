"""A small line chart as numbers for an SVG: no script draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.usecases.trends import Trend

WIDTH, HEIGHT, PAD = 240.0, 64.0, 6.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """One chart: a polyline's points, and what to write beside it."""

    title: str
    unit: str
    line: str
    """`x,y x,y ...`; empty where fewer than two days were measured."""
    end: tuple[float, float]
    last: str
    lowest: str
    highest: str
    first_day: str
    last_day: str
    days: int


def sparkline(trend: Trend) -> Sparkline:
    """Return the chart of a trend; without any value it says so by `days` 0."""
    values = [value for _, value in trend.points]
    days = [day.toordinal() for day, _ in trend.points]
    places = _places(days, values)
    told = (values[-1], min(values), max(values)) if values else ()
    last, lowest, highest = (f"{v:.{trend.digits}f}" for v in told) if told else ("", "", "")
    return Sparkline(
        title=trend.title,
        unit=trend.unit,
        line=" ".join(f"{x:.1f},{y:.1f}" for x, y in places) if len(places) > 1 else "",
        end=places[-1] if places else (0.0, 0.0),
        last=last,
        lowest=lowest,
        highest=highest,
        first_day=f"{trend.points[0][0]:%d %b}" if values else "",
        last_day=f"{trend.points[-1][0]:%d %b}" if values else "",
        days=len(values),
    )


def _places(days: Sequence[int], values: Sequence[float]) -> list[tuple[float, float]]:
    if not values:
        return []
    wide = (max(days) - min(days)) or 1
    tall = (max(values) - min(values)) or 1.0
    return [
        (
            PAD + (day - min(days)) / wide * (WIDTH - 2 * PAD),
            HEIGHT - PAD - (value - min(values)) / tall * (HEIGHT - 2 * PAD),
        )
        for day, value in zip(days, values, strict=True)
    ]
