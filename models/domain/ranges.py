"""What a figure of a row can be: the suites between the layers read it from the annotation."""

from typing import Annotated

from annotated_types import Ge, Gt, Le

Share = Annotated[float, Ge(0), Le(1)]
Probability = Annotated[float, Gt(0), Le(1)]
"""Of what was drawn: exact, and never 0."""
Count = Annotated[int, Ge(0)]
ActionId = Annotated[int, Ge(0), Le(11)]
"""Of the twelve of `models.catalogue.actions`, whose ids never change meaning."""
Sign = Annotated[int, Ge(-1), Le(1)]
DaysPerWeek = Annotated[int, Ge(1), Le(7)]
HoursOfDay = Annotated[float, Ge(0), Le(24)]
"""A union of intervals fits into a day."""
MinutesOfDay = Annotated[float, Ge(0), Le(24 * 60)]
Effort = Annotated[float, Ge(0), Le(10)]
LiftedKg = Annotated[float, Ge(0), Le(1000)]
EstimatedKg = Annotated[float, Ge(0), Le(1400)]
DayTotal = Annotated[float, Ge(0), Le(10_000_000)]
"""Of any amount: broken records are refused by their own range, this is the sum's."""
