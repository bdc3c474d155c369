"""Counters of the API, in a registry of their own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """What an operator watches: rungs, defects, plans that could not be recorded."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.rungs = Counter(
            "fitloop_rung", "Decisions by rung of the ladder", ["rung"], registry=self._registry
        )
        self.falls = Counter(
            "fitloop_rung_failed", "Rungs that gave no answer", ["rung", "error"],
            registry=self._registry,
        )  # fmt: skip
        self.unrecorded = Counter(
            "fitloop_unrecorded", "Plans served without a database", registry=self._registry
        )
        self.refused_samples = Counter(
            "fitloop_refused_samples", "Live samples that were refused", ["reason"],
            registry=self._registry,
        )  # fmt: skip
        self.outbox = Gauge("fitloop_outbox", "Messages waiting", registry=self._registry)

    def text(self) -> bytes:
        """Return the exposition format."""
        return generate_latest(self._registry)
