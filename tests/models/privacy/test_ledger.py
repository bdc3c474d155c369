from datetime import UTC, datetime, timedelta

import pytest

from models.privacy.aggregates import EPSILON
from models.privacy.ledger import PERIOD, YEAR, YEAR_BUDGET, BudgetSpent, Entry, Ledger

DAY = datetime(2026, 9, 30, tzinfo=UTC)


def entry(at: datetime, epsilon: float = 1.0) -> Entry:
    return Entry(at, at.date().isoformat(), epsilon)


def test_a_release_stands_for_its_period() -> None:
    ledger = Ledger().withdrawn(entry(DAY))

    assert ledger.standing(DAY) == ledger.standing(DAY + timedelta(days=7)) == entry(DAY)
    assert ledger.standing(DAY + PERIOD) is None
    assert Ledger().standing(DAY) is None


def test_the_budget_lasts_a_year_at_the_pace_of_its_period() -> None:
    ledger, at = Ledger(), DAY
    while at < DAY + 3 * YEAR:
        ledger = ledger.withdrawn(entry(at, EPSILON))
        at += PERIOD

    assert ledger.spent(at) <= YEAR_BUDGET


def test_what_is_spent_refuses_the_next_release_and_says_until_when() -> None:
    ledger = Ledger(tuple(entry(DAY + timedelta(days=days)) for days in (0, 30, 60)))

    with pytest.raises(BudgetSpent, match=r"3 of 3 are spent .* leaves the year on 2027-09-30"):
        ledger.withdrawn(entry(DAY + timedelta(days=90), 0.01))
    assert ledger.left(DAY + timedelta(days=90)) == 0


def test_what_is_older_than_a_year_is_free_again() -> None:
    ledger = Ledger((entry(DAY, 3.0),))

    with pytest.raises(BudgetSpent):
        ledger.withdrawn(entry(DAY + YEAR - timedelta(days=1)))
    assert ledger.withdrawn(entry(DAY + YEAR)).spent(DAY + YEAR) == 1.0


def test_a_backfill_pays_from_the_same_budget() -> None:
    ledger = Ledger((entry(DAY, 3.0),))

    with pytest.raises(BudgetSpent):
        ledger.withdrawn(entry(DAY - timedelta(days=200)))


@pytest.mark.parametrize("epsilon", [0.0, -1.0, float("nan")])
def test_nothing_is_released_for_nothing(epsilon: float) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Ledger().withdrawn(entry(DAY, epsilon))
