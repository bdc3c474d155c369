"""gold.training_rows as the training and the evaluation read them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from infra.settings import Settings
from jobs.records import read_columns, records_of, version_of
from models.domain.rows import TrainingRow
from models.domain.tables import DAILY_FEATURES, EVENTS, TRAINING_ROWS
from models.features.catalogue import service_hash
from models.learning.examples import Examples, examples_of
from models.learning.training import held_back

EPOCH = date(1970, 1, 1)
EVALUATION_DAYS = 20
"""Days after the cut T0, which only the evaluation sees."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """The rows of the current feature service, as records and as arrays."""

    records: list[TrainingRow]
    examples: Examples
    held_back: npt.NDArray[np.bool_]
    """Which rows belong to athletes the frozen models never see."""
    hash: str
    """Content hash of the whole table."""

    @property
    def cut(self) -> int:
        """Return T0 in days since 1970-01-01."""
        return int(self.examples.day.max()) - EVALUATION_DAYS


def day_of(days: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=days)


def training_data(settings: Settings, as_of: datetime) -> TrainingData:
    """Read the rows decided by `as_of`, in the order of their ids."""
    table = read_columns(TRAINING_ROWS, settings).sort_by("decision_id").combine_chunks()
    current = service_hash()
    rows = records_of(table, TrainingRow)
    kept = [r for r in rows if r.feature_service_hash == current and r.decided_at <= as_of]
    held = np.array([held_back(row.user_id) for row in kept], dtype=np.bool_)
    return TrainingData(kept, examples_of(kept), held, content_hash(table))


def content_hash(table: pa.Table) -> str:
    """Return the hash of a table's values, whatever files they lie in."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def data_versions(settings: Settings) -> dict[str, str]:
    """Return the Delta versions of the tables that a training reads."""
    tables = (EVENTS, DAILY_FEATURES, TRAINING_ROWS)
    return {f"version_{t.name}": str(version_of(t, settings)) for t in tables}
