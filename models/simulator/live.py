"""Athletes who go on living after their history: they answer real plans over the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from models.catalogue.activities import activities
from models.simulator import behaviour
from models.simulator.behaviour import Moment, Said
from models.simulator.diary import Span
from models.simulator.latent import NOTHING_DONE, Done, Latent, next_morning
from models.simulator.life import live
from models.simulator.profiles import external_id, registration
from models.simulator.truth import Traits, athlete, stream

CHECKIN, ANSWERS, NIGHT = 2, 3, 4
"""First keys of the streams of a living athlete's day."""


@dataclass
class LivingAthlete:
    """One athlete from a given day on; ask the days in order."""

    traits: Traits
    latent: Latent
    """On the morning of `today`."""
    today: date
    seed: int
    done: Done = NOTHING_DONE

    def profile(self) -> dict[str, Any]:
        """Return the body of POST /athletes."""
        return registration(self.traits.profile, external_id(self.traits.index))

    def checkin(self, day: date) -> dict[str, Any]:
        """Return the body of POST /checkins on a day."""
        self._wake(day)
        return behaviour.checkin(self.traits, self.latent, self._rng(CHECKIN))

    def respond(
        self, day: date, action_id: int, plan: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return what the athlete reports of offered activities ({id, catalogue_id}).

        One body a reported activity, as in POST /activity/feedback-batch/. Asking again for the
        same plan gives the same answers; what the athlete did makes tomorrow's state.
        """
        self._wake(day)
        offered = [activities()[str(one["catalogue_id"])] for one in plan]
        if not offered:
            return []
        moment = Moment(self.traits, self.latent, day.weekday(), action_id)
        said = behaviour.respond(moment, offered, self._rng(ANSWERS))
        did = [a for a, answer in zip(offered, said, strict=True) if answer.completed]
        planned = sum(a.minutes for a in offered)
        self.done = Done(sum(a.planned_load for a in did), sum(a.minutes for a in did) / planned)
        pairs = zip(plan, said, strict=True)
        return [_body(int(one["id"]), answer) for one, answer in pairs if answer.reported]

    def _wake(self, day: date) -> None:
        if day < self.today:
            raise ValueError(f"{day} is over: this athlete has reached {self.today}")
        while self.today < day:
            night = self._rng(NIGHT)
            self.latent = next_morning(self.traits, self.latent, self.done, night)
            self.today += timedelta(days=1)
            self.done = NOTHING_DONE

    def _rng(self, purpose: int) -> np.random.Generator:
        return stream(self.seed, self.traits.index, purpose, self.latent.day)


def living(seed: int, index: int, start: date, days: int) -> LivingAthlete:
    """Return an athlete of the world (seed, start, days) as they are at the end of its history."""
    span = Span(seed=seed, start=start, days=days)
    diary = live(athlete(seed, index, days), span)
    today = start + timedelta(days=days - 1)
    return LivingAthlete(diary.traits, diary.days[-1].latent, today, seed, diary.done[-1])


def _body(activity_id: int, said: Said) -> dict[str, Any]:
    body = {
        "activity_id": activity_id,
        "completed": said.completed,
        "motivation_before": said.before,
        "motivation_after": said.after,
        "difficulty_rating": said.difficulty,
    }
    return {key: value for key, value in body.items() if value is not None}
