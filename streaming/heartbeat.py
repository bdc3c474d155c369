"""How far the stream is, for the operator's board: one small file, replaced atomically."""

import json
from typing import Any

from infra.settings import Settings

BEHIND = "maxOffsetsBehindLatest"


def beat(settings: Settings, progress: dict[str, Any]) -> None:
    """Replace `published/stream.json` with what Spark's last progress says."""
    file = settings.published / "stream.json"
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(_told(progress)))
    draft.replace(file)


def _told(progress: dict[str, Any]) -> dict[str, Any]:
    lags = [int(source.get("metrics", {}).get(BEHIND) or 0) for source in progress["sources"]]
    return {
        "at": progress["timestamp"],
        "batch": progress["batchId"],
        "rows": progress["numInputRows"],
        "seconds": round(progress.get("durationMs", {}).get("triggerExecution", 0) / 1000, 2),
        "behind": max(lags, default=0),
    }
