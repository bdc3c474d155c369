"""History files: `events/<topic>.jsonl.gz` with exactly the topics' values (design.md, History)."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.domain.codec import RecordError, from_json
from models.domain.rows import EventRecord, Quarantined
from models.domain.topics import INGESTED, Topic, history_file

PARTITION = -1
"""Kafka has no such partition: the offset is the line number, from 0."""


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """One history file and the topic whose values it holds."""

    path: Path
    topic: Topic


def history_files(root: Path | None) -> list[HistoryFile]:
    """Return the history files of a landing folder."""
    found = [HistoryFile((root or Path()) / "events" / history_file(t), t) for t in INGESTED]
    return [file for file in found if root is not None and file.path.exists()]


def lines(file: HistoryFile, as_of: datetime) -> Iterator[EventRecord | Quarantined]:
    """Yield each line as an event, or as refused with the field that does not fit."""
    number = -1
    try:
        with gzip.open(file.path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream):
                yield _line(file.topic, number, line.rstrip("\n"), as_of)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        yield _refused(file.topic, number + 1, "truncated", str(error), as_of)


def _line(topic: Topic, number: int, text: str, as_of: datetime) -> EventRecord | Quarantined:
    try:
        value = json.loads(text)
        from_json(topic.record, value)
    except json.JSONDecodeError as error:
        return _refused(topic, number, "not_json", f"{error}: {text[:500]}", as_of)
    except RecordError as error:
        return _refused(topic, number, "bad_record", f"{error}: {text[:500]}", as_of)
    at = _time(value)
    return EventRecord(
        topic=topic.name,
        partition=PARTITION,
        offset=number,
        key=value.get(topic.key),
        value=text,
        broker_ts=at,
        date=at.date(),
    )


def _time(value: dict[str, Any]) -> datetime:
    text = value.get("recorded_at") or value["decided_at"]
    return datetime.fromisoformat(text).astimezone(UTC)


def _refused(topic: Topic, number: int, reason: str, detail: str, as_of: datetime) -> Quarantined:
    words, _, raw = detail.partition(": {")
    return Quarantined(
        user_id=None,
        source=history_file(topic),
        file_sha256=None,
        ordinal=number,
        reason=reason,
        detail=words,
        raw="{" + raw if raw else "",
        quarantined_at=as_of,
    )
