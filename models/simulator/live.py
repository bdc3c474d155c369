"""Athletes who go on living after their history: they answer real plans over the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from models.catalogue.activities import activities
from models.simulator import behaviour
from models.simulator.behaviour import Moment
from models.simulator.truth import Latent, Traits, next_morning, stream


@dataclass
class LivingAthlete:
    """One athlete from a given morning on; ask the days in order."""

    traits: Traits
    latent: Latent
    """On the morning of `today`."""
    today: date
    seed: int
    done_load: float = 0.0

    def checkin(self, day: date) -> dict[str, Any]:
        """Return the body of POST /checkins on a day."""
        self._wake(day)
        return behaviour.checkin(self.traits, self.latent, self._rng(2))

    def respond(
        self, day: date, action: int, plan: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return what the athlete reports of offered activities ({id, catalogue_id}).

        One body a reported activity, as in POST /activity/feedback-batch/.
        """
        self._wake(day)
        rng = self._rng(3)
        moment = Moment(self.traits, self.latent, day.weekday(), action)
        answers = []
        for offered in plan:
            activity = activities()[offered["catalogue_id"]]
            said = behaviour.respond(moment, activity, rng)
            self.done_load += activity.planned_load if said.completed else 0.0
            if said.reported:
                answers.append(_body(int(offered["id"]), said))
        return answers

    def _wake(self, day: date) -> None:
        while self.today < day:
            moved = self._rng(4)
            self.latent = next_morning(self.traits, self.latent, self.done_load, moved)
            self.today = date.fromordinal(self.today.toordinal() + 1)
            self.done_load = 0.0

    def _rng(self, purpose: int) -> np.random.Generator:
        return stream(self.seed, self.traits.index, purpose, self.latent.day)


def _body(activity_id: int, said: behaviour.Said) -> dict[str, Any]:
    body = {
        "activity_id": activity_id,
        "completed": said.completed,
        "motivation_before": said.before,
        "motivation_after": said.after,
        "difficulty_rating": said.difficulty,
    }
    return {key: value for key, value in body.items() if value is not None}
