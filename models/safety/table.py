"""The safety rules as lines of a Markdown table, for `models/README.md`."""

from models.safety.rules import RULES, Rule

HEAD = ("reason in a record", "severity", "why, to the athlete", "removes", "source")


def table() -> list[str]:
    """Return the table, the most severe rules first."""
    rows = [HEAD, ("---",) * len(HEAD), *map(_cells, RULES)]
    return [f"{len(RULES)} rules.", "", *(f"| {' | '.join(cells)} |" for cells in rows)]


def _cells(rule: Rule) -> tuple[str, ...]:
    name = f"`{rule.id}_SITE`" if rule.by_site else f"`{rule.id}`"
    return (name, rule.severity, rule.reason, rule.removes, rule.source)
