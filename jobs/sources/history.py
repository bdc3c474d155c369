"""History files (`events/decisions.jsonl.gz`): one message a line, exactly a topic's value.

kind = the topic, start_ts = `recorded_at` (`decided_at` of a decision), raw = the line, and the
only attribute is `key` (the athlete). Every line gives one row, so a row's ordinal is its offset.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile, Parsed, Record, refuse
from models.domain.codec import RecordError, from_json
from models.domain.topics import INGESTED, Topic

MAX_LINE = 1 << 20
TOPICS = {topic.name: topic for topic in INGESTED}


def parse(stream: Stream, topic: str, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield a topic's messages; BrokenFile where the file ends early or a line has no end."""
    del notes
    lines = io.BufferedReader(stream)
    while line := lines.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise BrokenFile(f"a line of more than {MAX_LINE} bytes")
        yield _message(line, TOPICS[topic])


def _message(line: bytes, topic: Topic) -> Parsed:
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    try:
        message = from_json(topic.record, json.loads(line))
    except RecordError as error:
        return refuse("does_not_fit", str(error), text)
    except (ValueError, RecursionError) as error:
        return refuse("not_json", str(error), text)
    key = str(getattr(message, topic.key))
    return Record(topic.name, _recorded(message), {"key": key}, text)


def _recorded(message: object) -> datetime:
    time: datetime = getattr(message, "recorded_at", None) or getattr(message, "decided_at")  # noqa: B009 Decision's name for it
    return time
