"""MLflow: runs and the registered model `plan-policy`. The only file that knows MLflow.

A version of the registered model is the published bundle itself (arrays with
`allow_pickle=False` and JSON), so the registry holds no pickle and binds no import path.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.settings import Settings

MODEL = "plan-policy"
CHAMPION, CHALLENGER, LAST_GOOD = "champion", "challenger", "last-good"
TRAIN, EVALUATE = "fitloop/train", "fitloop/evaluate"
EXPERIMENTS = "fitloop/experiments"
VERSION_TAG = "policy_version"
ABSENT = {"INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST"}
"""What servers answer for an alias nobody holds (platform.md)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run to log: text parameters, numbers, and folders of files."""

    experiment: str
    name: str
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Artifact folder -> local folder."""


class Registry:
    """One tracking server and its model registry."""

    def __init__(self, settings: Settings) -> None:
        from mlflow import MlflowClient

        self.client: Any = MlflowClient(tracking_uri=tracking_uri(settings))
        self.artifacts = (settings.state / "mlflow" / "artifacts").as_uri()
        self.remote = bool(settings.mlflow_uri)

    def log(self, run: Run) -> str:
        """Write a run with everything in it and return its id."""
        started = self.client.create_run(
            self._experiment(run.experiment), run_name=run.name, tags=dict(run.tags)
        )
        run_id = str(started.info.run_id)
        self._numbers(run_id, run)
        for folder, local in run.folders.items():
            self.client.log_artifacts(run_id, str(local), folder)
        self.client.set_terminated(run_id)
        return run_id

    def _numbers(self, run_id: str, run: Run) -> None:
        from mlflow.entities import Metric, Param

        # MLflow stamps a metric with a wall-clock time; nothing of ours reads it
        now = int(time.time_ns() // 1_000_000)
        metrics = [Metric(key, float(value), now, 0) for key, value in run.metrics.items()]
        params = [Param(key, value[:6000]) for key, value in run.params.items()]
        self.client.log_batch(run_id, metrics=metrics, params=params)

    def _experiment(self, name: str) -> str:
        found = self.client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        # a server places artifacts itself; a bare database needs to be told
        location = None if self.remote else f"{self.artifacts}/{name}"
        return str(self.client.create_experiment(name, artifact_location=location))

    def register(self, run_id: str, policy_version: str, folder: str) -> int:
        """Register a run's bundle folder as a version of `plan-policy`; once per policy version."""
        known = self._version(policy_version)
        if known is not None:
            return known
        self._create_model()
        run = self.client.get_run(run_id)
        made = self.client.create_model_version(
            MODEL,
            source=f"{run.info.artifact_uri}/{folder}",
            run_id=run_id,
            tags={VERSION_TAG: policy_version},
        )
        return int(made.version)

    def _create_model(self) -> None:
        if not self.client.search_registered_models(f"name = '{MODEL}'"):
            self.client.create_registered_model(MODEL)

    def _version(self, policy_version: str) -> int | None:
        query = f"name = '{MODEL}' and tags.{VERSION_TAG} = '{policy_version}'"
        found = self.client.search_model_versions(query)
        return int(found[0].version) if found else None

    def point(self, alias: str, policy_version: str) -> None:
        """Move an alias to a registered policy version; KeyError when there is none."""
        version = self._version(policy_version)
        if version is None:
            raise KeyError(f"{policy_version} is not registered as a version of {MODEL}")
        self.client.set_registered_model_alias(MODEL, alias, str(version))

    def holder(self, alias: str) -> str | None:
        """Return the policy version an alias points to, or None."""
        from mlflow.exceptions import MlflowException

        try:
            found: Any = self.client.get_model_version_by_alias(MODEL, alias)
        except MlflowException as error:
            if error.error_code in ABSENT:
                return None
            raise
        return str(found.tags[VERSION_TAG])

    def annotate(self, policy_version: str, tags: Mapping[str, str]) -> None:
        """Add tags to a registered policy version: the gate's verdict."""
        version = self._version(policy_version)
        for key, value in tags.items():
            self.client.set_model_version_tag(MODEL, str(version), key, value)


def tracking_uri(settings: Settings) -> str:
    """Return the server, or a database of this state folder where no server runs."""
    if settings.mlflow_uri:
        return settings.mlflow_uri
    folder = settings.state / "mlflow"
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'mlflow.db'}"
