"""How an exercise is done: sets, repetitions or time, effort, tempo and rest."""

from dataclasses import dataclass

from models.catalogue.exercises import Exercise, exercises

ONE_RM_SHARE = (
    *(100.0, 95.5, 92.2, 89.2, 86.3, 83.7, 81.1, 78.6, 76.2, 73.9),
    *(70.7, 68.0, 65.3, 62.6, 59.9),
)
"""% of the 1RM that 1..15 repetitions to failure can be done with (RTS table, facts.md 4)."""
REST_OF_SESSION = 1.0
"""A lifting session is rated so much below its sets, for most of it is rest (judgement)."""
SET_UP_S = 30
"""To find the place and the weight of an exercise."""
DEFAULT_TEMPO_S = 4


def percent_1rm(reps: int, rir: float) -> float:
    """Return the % of the 1RM for so many repetitions with `rir` in reserve.

    table(RPE, reps) = table(10, reps + 10 - RPE), straight between whole numbers; ValueError
    beyond 15 effective repetitions, where the table ends.
    """
    effective = reps + rir
    if not 1 <= effective <= len(ONE_RM_SHARE):
        raise ValueError(f"{reps} repetitions with {rir} in reserve are not in the table")
    below = int(effective)
    share = ONE_RM_SHARE[below - 1]
    rest = effective - below
    return share if rest == 0 else share + rest * (ONE_RM_SHARE[below] - share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """One exercise of a session or an activity; exactly one of reps, seconds, minutes is given."""

    exercise: str
    sets: int = 1
    reps: tuple[int, int] | None = None
    """From, to: add load once every set reaches the upper end (2-10 %, ACSM 2009)."""
    seconds: int | None = None
    """Of one set: a hold or a hard effort."""
    minutes: int | None = None
    """Of steady work."""
    rir: float | None = None
    """Repetitions in reserve: RPE = 10 - RIR (facts.md 4)."""
    rpe: float | None = None
    """CR10 of work that is not counted in repetitions."""
    tempo: str | None = None
    """Seconds lowering - pause - lifting."""
    rest_s: int = 0
    """After each set."""
    load: float = 1.0
    """Share of the load that the table gives: below 1 in an easy week."""

    @property
    def what(self) -> Exercise:
        """Return the exercise."""
        return exercises()[self.exercise]

    @property
    def effort(self) -> float:
        """Return the CR10 effort of the work."""
        return (self.rpe or 0.0) if self.rir is None else 10.0 - self.rir

    @property
    def percent(self) -> float | None:
        """Return the % of the 1RM; None unless it is a barbell lift within the table."""
        if self.what.lift is None or self.reps is None or self.rir is None:
            return None
        if self.reps[1] + self.rir > len(ONE_RM_SHARE):
            return None
        return percent_1rm(self.reps[1], self.rir) * self.load

    @property
    def time_s(self) -> float:
        """Return the seconds that it takes, rests and set-up included."""
        if self.minutes is not None:
            return self.minutes * 60.0
        return self.sets * (self._set_s() + self.rest_s) + SET_UP_S

    @property
    def session_effort(self) -> float:
        """Return the CR10 that its minutes count with in the session's rating."""
        return self.effort if self.minutes is not None else self.effort - REST_OF_SESSION

    def _set_s(self) -> float:
        sides = 2 if self.what.each_side else 1
        if self.reps is None:
            return float((self.seconds or 0) * sides)
        each = sum(map(int, self.tempo.split("-"))) if self.tempo else DEFAULT_TEMPO_S
        return sum(self.reps) / 2 * each * sides
