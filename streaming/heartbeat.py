"""What the stream did last, for the operator's board: one small file, replaced atomically."""

import json
from datetime import UTC, datetime
from typing import Any

from infra.settings import Settings


def beat(settings: Settings, batch: int, **facts: Any) -> None:
    """Replace `published/stream.json`."""
    file = settings.published / "stream.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "batch": batch, **facts}
    draft.write_text(json.dumps(told))
    draft.replace(file)
