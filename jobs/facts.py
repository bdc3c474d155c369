"""What a job found out, for the demo, for scripts and for whoever reads the log."""

import json
import sys
from typing import Any

from infra.settings import Settings


def emit(job: str, facts: dict[str, Any], settings: Settings) -> None:
    """Print the facts as the last line of stdout and keep them at `<state>/facts/<job>.json`."""
    line = json.dumps(facts, default=str, sort_keys=True)
    folder = settings.state / "facts"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{job}.json.new"
    draft.write_text(line)
    draft.replace(folder / f"{job}.json")
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
