"""What each tool takes; the agent and HTTP validate with the same classes."""

from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen

from models.domain.events import Site
from serving.bodies import Body, CheckinBody, ReportBody
from serving.coach.changes import Kind

Style = Literal["short", "long", "humorous", "rational"]
Seconds = Annotated[int, Ge(60), Le(120)]


class Nothing(Body):
    """No arguments."""


class Adjust(Body):
    """`adjust_plan`: what should be different about today's plan."""

    change: Kind
    minutes: Annotated[int, Ge(5), Le(240)] | None = None
    """Only for `shorter`."""
    activity_id: int | None = None
    """Only for `swap`: the assigned activity that has to go."""


class Routine(Body):
    """`generate_warmup_cooldown`: how long each of the two may take."""

    minutes: Annotated[int, Ge(1), Le(10)] = 4


class MicroGoal(Body):
    """`set_micro_goal`: how many activities to aim for, and the athlete's own words for it."""

    activities: Annotated[int, Ge(1), Le(7)] | None = None
    text: Annotated[str, MaxLen(200)] | None = None


class Mood(CheckinBody):
    """`mood_checkin`: how the athlete is, in their own ratings; nothing is guessed."""


class Breathing(Body):
    """`breathing_prompt`: how long it may take, in seconds."""

    seconds: Seconds = 90


class Motivation(Body):
    """`motivational_message`: in which style."""

    style: Style = "short"


class Event(ReportBody):
    """`log_event`: an activity that was done or skipped, or an injury."""

    kind: Literal["activity", "injury"] = "activity"
    activity_id: int | None = None
    """Only for `activity`."""
    completed: bool = True
    site: Site | None = None
    """Only for `injury`."""
    status: Literal["active", "recovering", "past"] = "active"
    """Only for `injury`."""


class Check(Body):
    """`safety_check`: words to look at; without any, only what is known of the athlete."""

    text: Annotated[str, MaxLen(4000)] | None = None
