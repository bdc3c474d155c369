"""What one simulated athlete leaves behind, day by day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from models.domain.decisions import Decision
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.simulator.latent import OWN_RPE, SPORTS, Latent
from models.simulator.mornings import Band, band
from models.simulator.signals import Signals
from models.simulator.truth import Traits

Body = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which days of which world."""

    seed: int
    start: date
    days: int
    world: str = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local day of an athlete: its midnight, what was measured, and what nobody measured."""

    number: int
    midnight: datetime
    """In the athlete's zone."""
    slept_h: float
    """The night that ends on this day."""
    trained_min: int
    """Own training of the day before."""
    sport: str
    """In Apple's words; "" without training."""
    measured: Signals


@dataclass(frozen=True, slots=True)
class Deed:
    """What became of a day's plan."""

    load: float
    """Session-RPE load of what was done."""
    share: float | None
    """Done share of the planned minutes; None without a plan."""
    dose: float
    minutes: float
    offered: int = 0
    """Activities, like the next."""
    completed: int = 0


NO_DEED = Deed(0.0, None, 0.0, 0.0)


@dataclass
class Diary:
    """Everything one athlete left behind; lists without a topic have one entry a day."""

    traits: Traits
    span: Span
    days: list[Day] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    """Daily features as the logging policy's gate saw them."""
    done: list[Deed] = field(default_factory=list)
    doses: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    """Session-RPE load: the larger of plan and own training, as the lake counts it."""
    minutes: list[float] = field(default_factory=list)
    anxiety: list[float | None] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    checkins: list[CheckinEvent] = field(default_factory=list)
    profiles: list[AthleteEvent] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    hidden: dict[str, list[int]] = field(
        default_factory=lambda: {"incidents": [], "ill": [], "away": [], "gone": []}
    )
    """Days of what no record tells."""

    @property
    def rmssd(self) -> list[float | None]:
        """Return the ring's last 28 nights."""
        return [day.measured.rmssd_ms for day in self.days[-28:]]

    @property
    def sdnn(self) -> list[float | None]:
        """Return the watch's last 28 mornings."""
        return [day.measured.sdnn_ms for day in self.days[-28:]]

    def wake(self, latent: Latent, measured: Signals) -> Day:
        """Open a day: yesterday's own training is known now."""
        trained = int(latent.trained_min[0])
        if self.loads:
            self.loads[-1] = max(self.loads[-1], OWN_RPE * trained)
            self.minutes[-1] = max(self.minutes[-1], float(trained))
        day = Day(
            number=latent.day,
            midnight=clock(self.traits, self.span, latent.day),
            slept_h=float(latent.sleep_h[0]),
            trained_min=trained,
            sport=SPORTS[int(latent.sport[0])],
            measured=measured,
        )
        self.bodies.append(self._body(measured))
        self.days.append(day)
        self._hide(latent)
        return day

    def rest(self, done: Deed) -> None:
        """End a day with what was done of its plan."""
        self.done.append(done)
        self.doses.append(done.dose)
        self.loads.append(done.load)
        self.minutes.append(done.minutes)
        if len(self.anxiety) < len(self.done):
            self.anxiety.append(None)

    @property
    def gone(self) -> int | None:
        """Return the first day without the athlete; None for those who stay."""
        return self.hidden["gone"][0] if self.hidden["gone"] else None

    def _hide(self, latent: Latent) -> None:
        new = int(latent.incidents[0]) - len(self.hidden["incidents"])
        self.hidden["incidents"].extend([latent.day] * new)
        now = {"ill": latent.ill > 0, "away": latent.away > 0, "gone": ~latent.here}
        for name, is_so in now.items():
            self.hidden[name].extend([latent.day] if is_so[0] else [])

    def _body(self, measured: Signals) -> Body:
        past = [day.measured for day in self.days[-28:]]
        worn = [m for m in past if m.worn]
        return {
            "hrv_rmssd_z_28d": _z(measured.rmssd_ms, band(self.rmssd)),
            "hrv_sdnn_z_28d": _z(measured.sdnn_ms, band(self.sdnn)),
            "sleep_duration_h": measured.sleep_h,
            "load_7d_max": max(self.loads[-7:]) if len(self.loads) >= 7 else None,
            "load_30d_max_session": max(self.loads[-30:], default=0.0) or None,
            "observed_days_28d": float(len(worn) + measured.worn),
            "wearable_age_h": 0.0 if measured.worn else None,
            "active_minutes_14d_mean": _mean(self.minutes[-14:], 7),
            "anxiety_7d_mean": _mean(self.anxiety[-7:], 1),
        }


def clock(traits: Traits, span: Span, day: int) -> datetime:
    """Return an athlete's local midnight of a day of the span."""
    zone = ZoneInfo(traits.profile.timezone)
    return datetime.combine(span.start + timedelta(days=day), datetime.min.time(), zone)


def _z(value: float | None, own: Band | None) -> float | None:
    return None if value is None or own is None else own.z(value)


def _mean(values: list[float] | list[float | None], least: int) -> float | None:
    known = [v for v in values if v is not None]
    return fmean(known) if len(known) >= least else None
