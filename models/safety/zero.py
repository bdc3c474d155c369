"""How zero is said: with what it was counted in and its exact upper bound (facts.md 9).

Zero among n says that the true share is below 1 - .05^(1/n) with 95 % confidence. Athletes come
first: their days are not independent, so a bound by days is shown only beside it (statistics.md 8).
"""

ERROR = 0.05


def upper_bound(n: int) -> float:
    """Return the exact 95 % upper bound of a share of which none was seen in n; 1 for n = 0."""
    return 1.0 - ERROR ** (1.0 / n) if n else 1.0


def counted(found: int, what: str, **of: int) -> str:
    """Return a count in words, of units in the order given: athletes first.

    Zero among nobody has no bound.

    >>> counted(0, "incidents", athletes=300, athlete_days=18000)
    '0 incidents in 300 athletes (95 % upper bound 0.99 %), 18,000 athlete-days (0.017 %)'
    """
    first, *others = of.items()
    if found or not first[1]:
        said = [f"{n:,} {_unit(unit)}" for unit, n in of.items()]
        return f"{found:,} {what} in {', '.join(said)}"
    bound = f"(95 % upper bound {_percent(first[1])})"
    said = [f"{first[1]:,} {_unit(first[0])} {bound}"]
    said += [f"{n:,} {_unit(unit)} ({_percent(n)})" for unit, n in others]
    return f"0 {what} in {', '.join(said)}"


def _unit(name: str) -> str:
    return name.replace("_", "-")


def _percent(n: int) -> str:
    return f"{100 * upper_bound(n):.2g} %"
