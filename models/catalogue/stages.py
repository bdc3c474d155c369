"""The four weeks of a block: settle in, build, build on, ease off (deload)."""

from dataclasses import dataclass, replace

from models.catalogue.prescription import Prescription

STEP = 1.08
"""A session up to a tenth above the longest of 30 days adds no hazard (facts.md 1)."""
MOST_IN_RESERVE = 5.0
HARD = "hard"
"""Pattern of hard intervals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How one week differs from the authored prescriptions."""

    week: int
    name: str
    lifting: str
    """What changes where weights are lifted."""
    steady: str
    """... and where minutes count."""
    sets: int = 0
    """Added to the first lift of a session."""
    share_of_sets: float = 1.0
    in_reserve: int = 0
    steps: int = 0
    """By which steady work has grown since the first week."""
    minutes: float = 1.0
    """Share of the minutes of steady work."""
    intervals: int = 0
    load: float = 1.0

    def applied(self, base: Prescription, *, lead: bool) -> Prescription:
        """Return this week's version of a prescription."""
        if base.minutes is not None:
            return replace(base, minutes=self._minutes(base.minutes))
        more = self.intervals if base.what.pattern == HARD else self.sets * lead
        sets = max(int((base.sets + more) * self.share_of_sets + 0.5), 1)
        return replace(base, sets=sets, rir=self._reserve(base.rir), load=self.load)

    def _minutes(self, minutes: int) -> int:
        for _ in range(self.steps):
            minutes = int(minutes * STEP)
        return int(minutes * self.minutes)

    def _reserve(self, rir: float | None) -> float | None:
        if rir is None:
            return None
        return min(rir + self.in_reserve, MOST_IN_RESERVE)


FIND = Stage(
    week=1,
    name="Settle in",
    lifting="Choose weights that leave the written repetitions in reserve. Too easy is right.",
    steady="Keep to the written effort, even where it feels slow.",
    in_reserve=1,
)
BUILD = Stage(
    week=2,
    name="Build",
    lifting="The same sessions with one repetition less in reserve.",
    steady="A few minutes more: less than a tenth.",
    steps=1,
)
PEAK = Stage(
    week=3,
    name="Build on",
    lifting="Where every set reached the upper number, add 2-5 % (upper body) or up to 10 % (legs) "
    "to the weight; without weights take the harder version.",
    steady="Again less than a tenth more; one interval more where there are intervals.",
    steps=2,
    intervals=1,
)
EASE = Stage(
    week=4,
    name="Easy week",
    lifting="About half the sets, a tenth less weight, two repetitions more in reserve.",
    steady="About two thirds of the minutes.",
    share_of_sets=0.6,
    in_reserve=2,
    minutes=0.7,
    load=0.9,
)


def stages(experience: str) -> tuple[Stage, ...]:
    """Return the block of an experience: who is no beginner adds a set in the third week."""
    return (FIND, BUILD, PEAK if experience == "beginner" else replace(PEAK, sets=1), EASE)
