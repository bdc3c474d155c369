"""bronze.events as records: decisions, feedback, check-ins and profiles in the order of arrival."""

from collections.abc import Iterable, Iterator
from typing import Any

from infra.settings import Settings
from jobs.records import read_columns
from models.domain.decisions import Decision
from models.domain.events import Feedback
from models.domain.tables import EVENTS
from models.domain.topics import DECISIONS, FEEDBACK
from models.learning.chronicle import READ, message

ORDER = [("broker_ts", "ascending"), ("partition", "ascending"), ("offset", "ascending")]


def events(settings: Settings, topics: Iterable[str] = tuple(READ)) -> Iterator[Any]:
    """Yield every valid record of some topics; what the stream dead-lettered is left out."""
    filters = [("topic", "in", list(topics))]
    columns = ["topic", "value", "broker_ts", "partition", "offset"]
    held = read_columns(EVENTS, settings, columns=columns, filters=filters).sort_by(ORDER)
    for topic, value in zip(held["topic"], held["value"], strict=True):
        record = message(topic.as_py(), value.as_py())
        if record is not None:
            yield record


def decisions_and_feedback(settings: Settings) -> tuple[list[Decision], list[Feedback]]:
    """Return each decision once (its latest form, in order of arrival) and all feedback."""
    decisions: dict[str, Decision] = {}
    feedback: list[Feedback] = []
    for record in events(settings, (DECISIONS.name, FEEDBACK.name)):
        if isinstance(record, Decision):
            decisions[record.decision_id] = record
        else:
            feedback.append(record)
    return list(decisions.values()), feedback
