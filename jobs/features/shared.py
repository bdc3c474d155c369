"""Rolling figures that features are made of: each is one column, computed once for all of them."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ORDER, centile, ratio, z_of
from models.features.band import NIGHTS

NIGHTLY = frozenset(
    {
        *("rmssd", "ln_rmssd", "sdnn", "ln_sdnn", "resting_hr", "lowest_hr", "mean_hr_night"),
        *("asleep_h", "efficiency", "deep_h", "rem_h", "nap_h", "bedtime", "waketime", "midsleep"),
        *("free_midsleep", "work_midsleep", "under_6h", "under_7h", "clock_min"),
        *("readiness", "temperature", "breathing", "vascular_age", "pulse_wave"),
    }
)
"""Facts of nights and mornings: their windows reach D itself, all others D - 1."""


def window(fact: str, n: int, skip: int = 0) -> str:
    """Return the window of the newest n days of a fact that row D may know, but for `skip`."""
    last = skip if fact in NIGHTLY else skip + 1
    end = f"{last} PRECEDING" if last else "CURRENT ROW"
    return f"({ORDER} ROWS BETWEEN {last + n - 1} PRECEDING AND {end})"


class Shared:
    """Makes rolling figures of facts on demand and remembers them.

    `columns` follow from facts, `curves` from columns: an array is walked through once a row, not
    once for every mention of what comes of it. Columns are SQL: a Column would be made of a dozen
    calls into the JVM, for each of hundreds of them.
    """

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.curves: dict[str, Column] = {}

    def _once(self, name: str, sql: str) -> Column:
        self.columns.setdefault(name, sql)
        return F.col(name)

    def curve(self, name: str, of: Column) -> Column:
        """Return what is made of other figures, under a name and once."""
        self.curves.setdefault(name, of)
        return F.col(name)

    def _over(self, stat: str, sql: str, fact: str, n: int, skip: int = 0) -> Column:
        name = f"{fact}__{stat}_{n}_{skip}"
        return self._once(name, f"{sql} OVER {window(fact, n, skip)}")

    def count(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return how many days of the window are known."""
        return self._over("count", f"count({fact})", fact, n, skip)

    def _least(self, stat: Column, fact: str, least: int, n: int, skip: int = 0) -> Column:
        """Return a figure where enough days are known; of one day every figure has enough."""
        return stat if least <= 1 else F.when(self.count(fact, n, skip) >= least, stat)

    def mean(self, fact: str, n: int, *, least: int = 1, skip: int = 0) -> Column:
        """Return the mean of the known days; missing with fewer than `least`."""
        # an average over a window of its own would sum and count once more, every day anew
        known = ratio(self.total(fact, n, skip=skip), self.count(fact, n, skip))
        return self._least(known, fact, least, n, skip)

    def sd(self, fact: str, n: int, *, least: int = 3, skip: int = 0) -> Column:
        """Return the sample SD of the known days; missing with fewer than `least`."""
        stat = self._over("sd", f"stddev_samp({fact})", fact, n, skip)
        return self._least(stat, fact, max(least, 2), n, skip)

    def total(self, fact: str, n: int, *, least: int = 1, skip: int = 0) -> Column:
        """Return the sum of the known days; missing with fewer than `least`."""
        stat = self._over("total", f"sum({fact})", fact, n, skip)
        return self._least(stat, fact, least, n, skip)

    def largest(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return the largest known value."""
        return self._over("max", f"max({fact})", fact, n, skip)

    def smallest(self, fact: str, n: int, *, least: int = 1) -> Column:
        """Return the smallest known value; missing with fewer than `least` days."""
        return self._least(self._over("min", f"min({fact})", fact, n), fact, least, n)

    def slope(self, fact: str, n: int, *, least: int) -> Column:
        """Return the least-squares slope a day; missing with fewer than `least` known days."""
        stat = self._over("slope", f"regr_slope({fact}, unix_date(day))", fact, n)
        return self._least(stat, fact, least, n)

    def median(self, fact: str, n: int, *, least: int, skip: int = 0) -> Column:
        """Return the median of the known days; missing with fewer than `least`."""
        ordered = F.sort_array(self.listed(fact, n, skip))
        middle = centile(self.curve(f"{fact}__sorted_{n}_{skip}", ordered), 0.5)
        return self._least(middle, fact, least, n, skip)

    def latest(self, fact: str, n: int) -> Column:
        """Return the newest known value."""
        return self._over("last", f"last({fact}, true)", fact, n)

    def listed(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return the known values as an array, the oldest first."""
        return self._over("list", f"collect_list({fact})", fact, n, skip)

    def reported(self, outcome: str, n: int) -> Column:
        """Return n days' sum of an outcome of plans, yesterday's as known by this morning."""
        before = f"sum({outcome}) OVER ({ORDER} ROWS BETWEEN {n} PRECEDING AND 2 PRECEDING)"
        yesterday = f"lag(early_{outcome}) OVER ({ORDER})"
        known = f"coalesce({before}, 0D) + coalesce({yesterday}, 0D)"
        told = f"CASE WHEN {before} IS NOT NULL OR {yesterday} IS NOT NULL THEN {known} END"
        return self._once(f"{outcome}__reported_{n}", told)

    def ago(self, fact: str, n: int) -> Column:
        """Return the value of the day D - n."""
        return self._once(f"{fact}__ago_{n}", f"lag({fact}, {n}) OVER ({ORDER})")

    def newest(self, fact: str) -> Column:
        """Return the newest value that row D may know: its own night's, or yesterday's."""
        return F.col(fact) if fact in NIGHTLY else self.largest(fact, 1)

    def z(self, fact: str, floor: float) -> Column:
        """Return the newest value against the athlete's own 28 days before it."""
        count = self.count(fact, NIGHTS, 1)
        mean = self.mean(fact, NIGHTS, skip=1)
        sd = self._over("sd", f"stddev_samp({fact})", fact, NIGHTS, 1)
        return z_of(self.newest(fact), count, mean, F.greatest(sd, F.lit(floor)))
