"""Experiments as published: the one that runs, and the reports of all of them."""

from pathlib import Path
from typing import Any

import orjson
import structlog

from models.experiments.definition import Experiment
from models.experiments.running import folder, read_running
from serving.arms import pinned_current
from serving.metrics import Metrics
from serving.published import Published

log = structlog.get_logger(__name__)


class Experiments:
    """Reads files only; who is in which arm stands in the database."""

    def __init__(self, root: Path, published: Published, metrics: Metrics) -> None:
        self._root, self._published, self._metrics = root, published, metrics

    def running(self) -> Experiment | None:
        """Return the experiment that runs and can be served; never raises.

        What can't be read leaves everybody with the champion, as without an experiment.
        """
        try:
            found = read_running(self._root)
            current = pinned_current(found) if found else None
            if current is not None:
                self._published.bundle(current)
        except Exception as error:  # noqa: BLE001 - an experiment must not stop a plan
            self._metrics.falls.labels("experiment", type(error).__name__).inc()
            log.warning("experiment_unreadable", error=f"{type(error).__name__}: {error}")
            return None
        return found

    def reports(self) -> list[dict[str, Any]]:
        """Return every experiment's latest report, oldest experiment first."""
        files = folder(self._root).glob("*.json")
        found = [orjson.loads(file.read_bytes()) for file in files if file.stem != "RUNNING"]
        return sorted(found, key=lambda one: (one["experiment"]["started_at"], one["id"]))

    def report(self, experiment_id: str) -> dict[str, Any] | None:
        """Return one experiment's latest report; None for an unknown id."""
        # looked up, never made into a path: an id comes from a client
        return next((one for one in self.reports() if one["id"] == experiment_id), None)
