"""Rolling figures that features are made of: each is one column, computed once for all of them."""

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from jobs.features.rolling import ORDERED, centile, ratio, reported, z_of
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


def window(fact: str, n: int, skip: int = 0) -> WindowSpec:
    """Return the window of the newest n days of a fact that row D may know, but for `skip`."""
    end = (0 if fact in NIGHTLY else -1) - skip
    return ORDERED.rowsBetween(end - n + 1, end)


class Shared:
    """Makes rolling figures of facts on demand and remembers them.

    `columns` follow from facts, `curves` from columns: an array is walked through once a row, not
    once for every mention of what comes of it.
    """

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}
        self.curves: dict[str, Column] = {}

    def _once(self, name: str, make: Callable[[], Column]) -> Column:
        if name not in self.columns:
            self.columns[name] = make()
        return F.col(name)

    def curve(self, name: str, of: Column) -> Column:
        """Return what is made of other figures, under a name and once."""
        self.curves.setdefault(name, of)
        return F.col(name)

    def _over(
        self, stat: str, of: Callable[[str], Column], fact: str, n: int, skip: int = 0
    ) -> Column:
        name = f"{fact}__{stat}_{n}_{skip}"
        return self._once(name, lambda: of(fact).over(window(fact, n, skip)))

    def count(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return how many days of the window are known."""
        return self._over("count", F.count, fact, n, skip)

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
        stat = self._over("sd", F.stddev_samp, fact, n, skip)
        return self._least(stat, fact, max(least, 2), n, skip)

    def total(self, fact: str, n: int, *, least: int = 1, skip: int = 0) -> Column:
        """Return the sum of the known days; missing with fewer than `least`."""
        return self._least(self._over("total", F.sum, fact, n, skip), fact, least, n, skip)

    def largest(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return the largest known value."""
        return self._over("max", F.max, fact, n, skip)

    def smallest(self, fact: str, n: int, *, least: int = 1) -> Column:
        """Return the smallest known value; missing with fewer than `least` days."""
        return self._least(self._over("min", F.min, fact, n), fact, least, n)

    def slope(self, fact: str, n: int, *, least: int) -> Column:
        """Return the least-squares slope a day; missing with fewer than `least` known days."""

        def of(name: str) -> Column:
            return F.regr_slope(F.col(name), F.unix_date("day"))

        return self._least(self._over("slope", of, fact, n), fact, least, n)

    def median(self, fact: str, n: int, *, least: int, skip: int = 0) -> Column:
        """Return the median of the known days; missing with fewer than `least`."""
        ordered = F.sort_array(self.listed(fact, n, skip))
        middle = centile(self.curve(f"{fact}__sorted_{n}_{skip}", ordered), 0.5)
        return self._least(middle, fact, least, n, skip)

    def latest(self, fact: str, n: int) -> Column:
        """Return the newest known value."""
        return self._over("last", lambda name: F.last(name, ignorenulls=True), fact, n)

    def listed(self, fact: str, n: int, skip: int = 0) -> Column:
        """Return the known values as an array, the oldest first."""
        return self._over("list", F.collect_list, fact, n, skip)

    def reported(self, outcome: str, n: int) -> Column:
        """Return n days' sum of an outcome of plans, yesterday's as known by this morning."""
        return self._once(f"{outcome}__reported_{n}", lambda: reported(outcome, n))

    def ago(self, fact: str, n: int) -> Column:
        """Return the value of the day D - n."""
        return self._once(f"{fact}__ago_{n}", lambda: F.lag(fact, n).over(ORDERED))

    def newest(self, fact: str) -> Column:
        """Return the newest value that row D may know: its own night's, or yesterday's."""
        return F.col(fact) if fact in NIGHTLY else self.largest(fact, 1)

    def z(self, fact: str, floor: float) -> Column:
        """Return the newest value against the athlete's own 28 days before it."""
        count = self.count(fact, NIGHTS, 1)
        mean = self.mean(fact, NIGHTS, skip=1)
        sd = self._over("sd", F.stddev_samp, fact, NIGHTS, 1)
        return z_of(self.newest(fact), count, mean, F.greatest(sd, F.lit(floor)))
