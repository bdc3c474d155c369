"""The eleven tools of the coach, typed once for the agent, HTTP and the deterministic coach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from models.domain import topics
from models.domain.events import AthleteEvent
from serving.bodies import Body
from serving.coach import arguments, log_tools, mind_tools, plan_tools
from serving.coach.visit import Visit
from serving.db.outbox import enqueue
from serving.problems import Problem
from serving.usecases.facts import find_athlete

UNLOGGED = {"notes", "text"}
"""An athlete's own words stay in the operational database."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: what it takes and what it does."""

    name: str
    arguments: type[Body]
    run: Callable[[Visit, Any], dict[str, Any]]

    @property
    def description(self) -> str:
        """Return what the language model reads about it."""
        return f"{(self.run.__doc__ or '').splitlines()[0]}"

    @property
    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its arguments."""
        return self.arguments.model_json_schema()


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("adjust_plan", arguments.Adjust, plan_tools.adjust_plan),
        Tool("explain_plan", arguments.Nothing, plan_tools.explain_plan),
        Tool("generate_warmup_cooldown", arguments.Routine, plan_tools.generate_warmup_cooldown),
        Tool("set_micro_goal", arguments.MicroGoal, plan_tools.set_micro_goal),
        Tool("mood_checkin", arguments.Mood, mind_tools.mood_checkin),
        Tool("reflect_and_summarize", arguments.Nothing, mind_tools.reflect_and_summarize),
        Tool("breathing_prompt", arguments.Breathing, mind_tools.breathing_prompt),
        Tool("motivational_message", arguments.Motivation, mind_tools.motivational_message),
        Tool("log_event", arguments.Event, log_tools.log_event),
        Tool("request_more_info", arguments.Nothing, log_tools.request_more_info),
        Tool("safety_check", arguments.Check, log_tools.safety_check),
    )
}


def call(visit: Visit, name: str, given: Mapping[str, Any], *, via: str) -> dict[str, Any]:
    """Run a tool for the visit's athlete and log that it ran.

    Raises Problem 404 for an unknown tool and RequestValidationError for wrong arguments.
    """
    tool = TOOLS.get(name)
    if tool is None:
        raise Problem(404, f"no tool {name!r}; there are {', '.join(TOOLS)}", field="name")
    try:
        asked = tool.arguments.model_validate(dict(given))
    except ValidationError as error:
        wrong = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(wrong) from error
    result = tool.run(visit, asked)
    _log(visit, tool, asked, via)
    return result


def _log(visit: Visit, tool: Tool, asked: Body, via: str) -> None:
    given = asked.model_dump(exclude_unset=True, exclude=UNLOGGED)
    event = AthleteEvent(
        event_id=visit.house.ids.new(visit.now),
        kind="coach_tool",
        user_id=visit.user_id,
        payload={"tool": tool.name, "via": via, "arguments": orjson.dumps(given).decode()},
        occurred_at=visit.now,
        recorded_at=visit.now,
    )
    with visit.house.database.write() as session:
        find_athlete(session, visit.user_id)
        enqueue(session, topics.ATHLETE_EVENTS, event)
    visit.house.committed()
