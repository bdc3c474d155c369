"""Facts of a day whose rolling figures are features: one declaration for catalogue and Spark.

`jobs.features.families` makes the Columns of what is declared here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.features.band import HR_FLOOR, LEAST, NIGHTS
from models.features.feature import Feature

KNOWN = {3: 2, 7: 3, 14: 7, 28: 7, 42: 14}
"""Known days that a mean, an SD or a slope over a window needs."""
HOURS_FLOOR, STEPS_FLOOR, SCORE_FLOOR, BREATHS_FLOOR = 0.5, 1000.0, 3.0, 0.3
"""Smallest SD of an own band: of sleep, steps, a score of 100, breaths a minute (judgement)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A fact of the daily grid, and the windows over which it is a feature."""

    fact: str
    """Column of the grid."""
    name: str
    """Stem of the features' names."""
    group: str
    unit: str
    low: float
    high: float
    what: str
    source: str = "wearable"
    means: tuple[int, ...] = ()
    sds: tuple[int, ...] = ()
    trends: tuple[int, ...] = ()
    floor: float | None = None
    """Smallest SD of the own 28 days; None = no z-score."""

    def features(self) -> Iterator[Feature]:
        """Yield what the catalogue says of the series."""
        span = self.high - self.low
        for n in self.means:
            yield self._over(n, "mean", f"Mean {self.what}", (self.low, self.high))
        for n in self.sds:
            yield self._over(n, "sd", f"SD of {self.what}", (0.0, span))
        for n in self.trends:
            yield self._over(n, "trend", f"Slope a day of {self.what}", (-span, span))
        if self.floor is not None:
            yield Feature(
                name=f"{self.name}_z_{NIGHTS}d",
                group=self.group,
                unit="z",
                low=-6,
                high=6,
                minimum=f"{LEAST} days of {NIGHTS}, and the newest",
                source="own formula (models.features.band)",
                description=f"Newest {self.what} against the own {NIGHTS} days before",
            )

    def _over(self, n: int, stat: str, text: str, span: tuple[float, float]) -> Feature:
        return Feature(
            name=f"{self.name}_{n}d_{stat}",
            group=self.group,
            unit=f"{self.unit}/d" if stat == "trend" else self.unit,
            low=span[0],
            high=span[1],
            minimum=f"{KNOWN[n]} days of {n}",
            source=f"{self.source}; least squares" if stat == "trend" else self.source,
            description=f"{text}, {n} days",
        )


def _ratings() -> Iterator[Series]:
    """Yield the five answers of a check-in."""
    for name in ("mood", "stress", "anxiety", "soreness", "sleep_quality"):
        yield Series(
            fact=name,
            name=name,
            group="wellbeing",
            unit="1",
            low=1,
            high=5,
            what=name.replace("_", " "),
            source="check-in",
            means=(28,),
            trends=(14,),
        )


SERIES: tuple[Series, ...] = (
    Series(
        fact="ln_rmssd", name="hrv_ln_rmssd", group="hrv", unit="ln ms", low=0, high=5.8,
        what="ln RMSSD", means=(3, 14, 28, 42), trends=(28,),
    ),
    Series(
        fact="ln_sdnn", name="hrv_ln_sdnn", group="hrv", unit="ln ms", low=0, high=6,
        what="ln SDNN", means=(3, 28), trends=(28,),
    ),
    Series(
        fact="resting_hr", name="resting_hr", group="heart", unit="1/min", low=25, high=130,
        what="resting heart rate", means=(3, 14, 28, 42), sds=(7,), trends=(28,),
    ),
    Series(
        fact="lowest_hr", name="lowest_hr_night", group="heart", unit="1/min", low=25, high=130,
        what="lowest heart rate of the night", means=(7,), floor=HR_FLOOR,
    ),
    Series(
        fact="mean_hr_night", name="mean_hr_night", group="heart", unit="1/min", low=25, high=160,
        what="mean heart rate of the night", means=(7,), floor=HR_FLOOR,
    ),
    Series(
        fact="walking_hr", name="walking_hr", group="heart", unit="1/min", low=30, high=220,
        what="walking heart rate", means=(7, 28),
    ),
    Series(
        fact="asleep_h", name="sleep_duration", group="sleep", unit="h", low=0, high=16,
        what="hours asleep", means=(3, 14, 28, 42), sds=(28,), trends=(14,), floor=HOURS_FLOOR,
    ),
    Series(
        fact="efficiency", name="sleep_efficiency", group="sleep", unit="1", low=0, high=1,
        what="sleep efficiency", means=(7,),
    ),
    Series(
        fact="deep_h", name="sleep_deep", group="sleep", unit="h", low=0, high=8,
        what="hours of deep sleep", means=(7,),
    ),
    Series(
        fact="rem_h", name="sleep_rem", group="sleep", unit="h", low=0, high=8,
        what="hours of REM sleep", means=(7,),
    ),
    Series(
        fact="steps", name="steps", group="activity", unit="1", low=0, high=100_000,
        what="daily steps", means=(3, 14, 42), sds=(7,), trends=(28,), floor=STEPS_FLOOR,
    ),
    Series(
        fact="readiness", name="oura_readiness", group="recovery", unit="1", low=0, high=100,
        what="readiness score", source="Oura", means=(28,), floor=SCORE_FLOOR,
    ),
    Series(
        fact="temperature", name="temperature_deviation", group="recovery", unit="K", low=-5,
        high=5, what="temperature deviation", source="Oura", means=(7,),
    ),
    Series(
        fact="breaths", name="respiratory_rate", group="recovery", unit="1/min", low=4, high=60,
        what="respiratory rate", means=(7,), floor=BREATHS_FLOOR,
    ),
    Series(
        fact="spo2", name="spo2", group="recovery", unit="1", low=0.5, high=1,
        what="oxygen saturation", means=(7,),
    ),
    *_ratings(),
)  # fmt: skip
