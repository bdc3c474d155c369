"""Apply the Feast definitions and copy the latest daily features to the online store.

Applies from Python (the command line costs 16 s). No Spark: the table is read by delta-rs.
"""

import sqlite3
from contextlib import chdir
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from infra.settings import REPO, Settings, settings
from infra.unguarded import unguarded
from jobs.facts import emit
from jobs.tables import location, read_arrow
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY

CHUNK = 200
"""Rows a write: short transactions leave room for the other writer of one SQLite file."""


def feature_store(settings: Settings) -> Any:
    """Return the Feast store of these settings."""
    with unguarded():
        from feast import FeatureStore, RepoConfig

    return FeatureStore(config=RepoConfig(**settings.feast_config()))


def definitions(settings: Settings) -> Any:
    """Return what feature_repo/definitions.py defines, its daily source pointed at this lake."""
    with unguarded():
        from feast.repo_operations import parse_repo

    # Feast names modules by their path below the working directory
    with chdir(REPO):
        repo = parse_repo(REPO / "feature_repo")
    for source in repo.data_sources:
        if source.name == DAILY_FEATURES.name:
            source.file_options.uri = location(DAILY_FEATURES, settings)
    return repo


def planned(settings: Settings) -> list[str]:
    """Return what `apply` would change in the registry, a line each, as `feast plan` does."""
    registry, *_ = feature_store(settings).plan(definitions(settings))
    return [
        f"{change.transition_type.name.lower()} {change.feast_object_type.value} {change.name}"
        for change in registry.feast_object_diffs
        if change.transition_type.name != "UNCHANGED"
    ]


def apply(settings: Settings) -> None:
    """Apply feature_repo/definitions.py; what it no longer defines leaves the registry."""
    with unguarded():
        from feast.repo_operations import extract_objects_for_apply_delete

    store, repo = feature_store(settings), definitions(settings)
    views = (*repo.feature_views, *repo.feature_services)
    wanted = [*repo.projects, *repo.entities, *repo.data_sources, *views]
    _, gone, *_ = extract_objects_for_apply_delete(store.project, store.registry, repo)
    store.apply(wanted, objects_to_delete=gone, partial=False)
    _write_ahead(settings)


def _write_ahead(settings: Settings) -> None:
    """Switch a SQLite online store to WAL once: readers never wait for the writer."""
    if not settings.online_store.startswith("redis://") and Path(settings.online_store).exists():
        with sqlite3.connect(settings.online_store) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()


def latest_rows(settings: Settings) -> pd.DataFrame:
    """Return each athlete's newest row of gold.daily_features."""
    frame = read_arrow(DAILY_FEATURES, settings).to_pandas()
    newest = frame.sort_values(["user_id", "day"]).groupby("user_id").tail(1)
    columns = ["user_id", "event_ts", *(f.name for f in DAILY)]
    return newest[columns].reset_index(drop=True)


def materialize(settings: Settings) -> int:
    """Write the newest rows to the online store; return how many athletes have one."""
    store, rows = feature_store(settings), latest_rows(settings)
    for start in range(0, len(rows), CHUNK):
        store.write_to_online_store(DAILY_FEATURES.name, rows.iloc[start : start + CHUNK])
    return len(rows)


def main(
    *,
    plan: Annotated[bool, typer.Option("--plan", help="only say what would be applied")] = False,
) -> None:
    """Apply and materialise."""
    chosen = settings()
    if plan:
        typer.echo("\n".join(planned(chosen)) or "no changes")
        return
    apply(chosen)
    athletes = materialize(chosen)
    emit("materialize", {"athletes": athletes, "features": len(DAILY)}, chosen)


if __name__ == "__main__":
    typer.run(main)
