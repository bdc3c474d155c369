"""What the coach answered, read from its stream of server-sent events."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Talk:
    """One answer."""

    events: list[tuple[str, dict[str, Any]]]

    @property
    def text(self) -> str:
        return "".join(data["text"] for name, data in self.events if name == "token")

    @property
    def done(self) -> dict[str, Any]:
        name, data = self.events[-1]
        assert name == "done"
        return data

    @property
    def level(self) -> str:
        name, data = self.events[0]
        assert name == "safety"
        return str(data["level"])

    def result(self, tool: str) -> dict[str, Any]:
        return next(
            data["result"] for name, data in self.events if name == "tool" and data["name"] == tool
        )


def talk_of(body: str) -> Talk:
    """Parse a stream of server-sent events."""
    events = []
    for block in body.strip().split("\n\n"):
        name, data = block.split("\n")
        assert name.startswith("event: ")
        events.append((name[7:], json.loads(data.removeprefix("data: "))))
    return Talk(events)
