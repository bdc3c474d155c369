"""Athletes who go on living after their history: they answer real plans over the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.catalogue.activities import activities
from models.simulator.answers import Answer, answers_of, body_of
from models.simulator.behaviour import done_of, respond
from models.simulator.checkins import checkin
from models.simulator.diary import Span
from models.simulator.latent import Done, Latent, next_morning, nothing_done
from models.simulator.life import Life, lived
from models.simulator.luck import Fate, Luck
from models.simulator.plan import one_plan
from models.simulator.profiles import external_id, registration
from models.simulator.squad import Squad
from models.simulator.truth import Traits, athlete
from models.simulator.worlds import WORLDS


@dataclass
class LivingAthlete:
    """One athlete from a given day on; ask the days in order."""

    traits: Traits
    squad: Squad
    latent: Latent
    """On the morning of `today`."""
    today: date
    fate: Fate
    luck: Luck
    """Of today."""
    done: Done

    def profile(self) -> dict[str, Any]:
        """Return the body of POST /athletes."""
        return registration(self.traits.profile, external_id(self.traits.index))

    def checkin(self, day: date) -> dict[str, Any]:
        """Return the body of POST /checkins on a day."""
        self._wake(day)
        return body_of(self.traits, checkin(self.squad, self.latent, self.luck))

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
        told = one_plan(day.weekday(), action_id, offered)
        said = respond(self.squad, self.latent, told, self.luck)
        self.done = done_of(told, said)
        pairs = zip(plan, answers_of(said, len(offered)), strict=True)
        return [_body(int(one["id"]), answer) for one, answer in pairs if answer.reported]

    def _wake(self, day: date) -> None:
        if day < self.today:
            raise ValueError(f"{day} is over: this athlete has reached {self.today}")
        while self.today < day:
            self.latent = next_morning(self.squad, self.latent, self.done, self.luck)
            self.luck, self.done = self.fate.next(), nothing_done(1)
            self.today += timedelta(days=1)


def living(span: Span, index: int) -> LivingAthlete | None:
    """Return an athlete as they wake after the history of a span; None if they have stopped."""
    traits = athlete(span.seed, index, WORLDS[span.world])
    life = lived(traits, span)
    return _woken(life, span.start + timedelta(days=span.days)) if life.latent.here[0] else None


def _woken(life: Life, today: date) -> LivingAthlete:
    return LivingAthlete(
        traits=life.diary.traits,
        squad=life.squad,
        latent=life.latent,
        today=today,
        fate=life.fate,
        luck=life.fate.next(),
        done=nothing_done(1),
    )


def _body(activity_id: int, said: Answer) -> dict[str, Any]:
    body = {
        "activity_id": activity_id,
        "completed": said.completed,
        "motivation_before": said.before,
        "motivation_after": said.after,
        "difficulty_rating": said.difficulty,
    }
    return {key: value for key, value in body.items() if value is not None}
