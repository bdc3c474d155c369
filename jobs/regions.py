"""Which rows of the lake are built anew: some athletes' days, or everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

RECENT_DAYS = 35
"""What is not older is rebuilt for all touched athletes at once; older data on its own."""
REOPENED_DAYS = 2
"""Everybody's days before today that every run looks at again: nights come in late."""
MOST_NAMED = 2000
"""Athletes that a predicate names; beyond that it is for everybody."""

Spans = Mapping[str, tuple[date, date]]
"""The first and last day that something new is about, by athlete."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some athletes (None: everybody) and a stretch of days, both ends included."""

    users: frozenset[str] | None
    first: date
    last: date

    @property
    def whole(self) -> bool:
        """Say whether this is everything."""
        return self == EVERYTHING

    def __str__(self) -> str:
        """Return it as people read it."""
        if self.whole:
            return "everything"
        who = "everybody" if self.users is None else f"{len(self.users)} athletes"
        return f"{who} from {self.first} to {self.last}"

    def of_months(self) -> str:
        """Return the SQL predicate for tables whose rows stand by month alone."""
        return " AND ".join([*self._of_users(), self._months()])

    def of_days(self) -> str:
        """Return the SQL predicate for tables of (athlete, day)."""
        days = f"day >= DATE'{self.first}' AND day <= DATE'{self.last}'"
        return " AND ".join([*self._of_users(), self._months(), days])

    def _of_users(self) -> list[str]:
        if self.users is None:
            return []
        quoted = ", ".join("'" + user.replace("'", "''") + "'" for user in sorted(self.users))
        return [f"user_id IN ({quoted})"]

    def _months(self) -> str:
        # Delta's replaceWhere knows no BETWEEN
        return f"month >= '{self.first:%Y-%m}' AND month <= '{self.last:%Y-%m}'"


EVERYTHING = Region(None, date(1, 1, 1), date(9999, 12, 31))


def regions(spans: Spans, today: date) -> tuple[Region, ...]:
    """Return what to build anew of silver: recent days together, older ones apart."""
    recent = today - timedelta(days=RECENT_DAYS)
    late = {user for user, (first, _) in spans.items() if first < recent}
    return tuple(_around(spans, some) for some in (spans.keys() - late, late) if some)


def _around(spans: Spans, users: set[str]) -> Region:
    first, last = min(spans[u][0] for u in users), max(spans[u][1] for u in users)
    return Region(frozenset(users) if len(users) <= MOST_NAMED else None, first, last)


def following(
    silver: tuple[Region, ...], built: date, today: date, look_back: int
) -> tuple[Region, ...]:
    """Return what to build anew of gold, when it was last built up to a day.

    The first region is everybody's last days, with all that is recent; in the others a day is felt
    for `look_back` days.
    """
    recent = [r for r in silver if r.first >= today - timedelta(days=RECENT_DAYS)]
    reopened = built - timedelta(days=REOPENED_DAYS)
    everybody = Region(None, min([reopened, *(r.first for r in recent)]), today)
    late = [r for r in silver if r not in recent]
    felt = timedelta(days=look_back)
    return (*(Region(r.users, r.first, min(r.last + felt, today)) for r in late), everybody)
