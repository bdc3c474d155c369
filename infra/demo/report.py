"""What the demo says: a line a stage on the terminal, the same facts in `report.json`."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from infra.settings import REPO

STATE = REPO / ".fitloop" / "demo"
Facts = dict[str, Any]


class Stage:
    """One numbered stage: lines to print and facts to keep."""

    def __init__(self, number: int, name: str) -> None:
        self.number, self.name = number, name
        self.lines: list[str] = []
        self.facts: Facts = {}
        self.seconds = 0.0

    def say(self, line: str, **facts: Any) -> None:
        """Add one line of facts."""
        self.lines.append(line)
        self.facts.update(facts)


class Report:
    """The stages so far, the figures of the loop, and the checks that failed."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.stages: list[Stage] = []
        self.figures: Facts = {}
        self.failures: list[str] = []
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return the wall seconds since the start."""
        return time.monotonic() - self.started

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Run one stage under a spinner and print its lines when it is done."""
        stage = Stage(len(self.stages) + 1, name)
        self.stages.append(stage)
        began = time.monotonic()
        if not self.console.is_terminal:
            self.console.print(f"[dim]{stage.number:>2} {name} …[/]")
        with self.console.status(f"{stage.number:>2} {name} …"):
            yield stage
        stage.seconds = time.monotonic() - began
        self._print(stage)

    def _print(self, stage: Stage) -> None:
        head = f"[bold]{stage.number:>2}[/] {stage.name:<10} [dim]{stage.seconds:5.1f} s[/]  "
        indent = " " * 23
        for index, line in enumerate(stage.lines or [""]):
            self.console.print((head if index == 0 else indent) + line)

    def check(self, ok: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as `check(that, else)`
        """Note a failed check; the demo goes on and exits non-zero at its end."""
        if not ok:
            self.failures.append(otherwise)

    def write(self) -> Path:
        """Write `report.json` beside the demo's state."""
        stages = [
            {"number": s.number, "name": s.name, "seconds": round(s.seconds, 2), "facts": s.facts}
            for s in self.stages
        ]
        whole = {
            "stages": stages,
            **self.figures,
            "failures": self.failures,
            "seconds": round(self.seconds, 1),
        }
        file = STATE / "report.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(whole, indent=1, default=str))
        return file.relative_to(REPO)
