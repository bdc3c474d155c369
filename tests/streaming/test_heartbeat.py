"""What the board knows of the stream."""

import json

from infra.settings import Settings
from streaming.heartbeat import beat

PROGRESS = {
    "timestamp": "2026-10-01T07:00:00.000Z",
    "batchId": 4,
    "numInputRows": 12,
    "durationMs": {"triggerExecution": 1234},
    "sources": [{"metrics": {"maxOffsetsBehindLatest": "7", "minOffsetsBehindLatest": "0"}}],
}


def test_the_lag_is_the_largest_partitions(settings: Settings) -> None:
    settings.published.mkdir(parents=True)
    beat(settings, PROGRESS)
    beat(settings, {**PROGRESS, "batchId": 5, "sources": [{"metrics": {}}]})

    told = json.loads((settings.published / "stream.json").read_text())
    assert told == {
        "at": "2026-10-01T07:00:00.000Z", "batch": 5, "rows": 12, "seconds": 1.23, "behind": 0,
    }  # fmt: skip
    beat(settings, PROGRESS)
    assert json.loads((settings.published / "stream.json").read_text())["behind"] == 7
