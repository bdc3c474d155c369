"""Which cohorts are too small to be shown, and which would give a small one away (facts.md 10)."""

from collections.abc import Mapping

FLOOR = 11
"""No figure stands for 1-10 people, nor can one be derived from two that are shown."""


def suppressions(vouched: Mapping[str, float], parents: Mapping[str, str | None]) -> dict[str, str]:
    """Return cohort -> `small` or `complement`; a cohort that is not named may be shown.

    `vouched` is how many athletes a cohort has for sure, parents before their children. What is
    hidden below a shown parent is the parent minus its shown children: while that is fewer than
    the floor, the smallest shown child is hidden as well.
    """
    hidden = {cohort: "small" for cohort, athletes in vouched.items() if athletes < FLOOR}
    for parent in vouched:
        children = [cohort for cohort in vouched if parents[cohort] == parent]
        if parent in hidden:
            # shown children would add up to the parent again
            hidden = dict.fromkeys(children, "complement") | hidden
        else:
            hidden |= _complements(children, vouched, hidden)
    return hidden


def _complements(
    children: list[str], vouched: Mapping[str, float], hidden: Mapping[str, str]
) -> dict[str, str]:
    shown = sorted((c for c in children if c not in hidden), key=lambda c: (vouched[c], c))
    rest = sum(max(vouched[c], 0.0) for c in children if c in hidden)
    more: dict[str, str] = {}
    # nothing vouched for may still be ten people: zero counts as too few
    while shown and len(shown) < len(children) and rest < FLOOR:
        smallest = shown.pop(0)
        more[smallest] = "complement"
        rest += vouched[smallest]
    return more
