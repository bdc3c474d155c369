"""Fixtures that every tier shares: settings on a temporary folder, one Spark session, real data."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from tests.builders.real_data import real_folder

WORLD = "tests/jobs/features/"
"""Its files share athletes whose features take a minute to build."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Place everything below a folder of this test."""
    return settings_at(tmp_path)


def settings_at(root: Path) -> Settings:
    return Settings(
        state=root,
        lake=str(root / "lake"),
        published=root / "published",
        database_url=f"sqlite:///{root / 'fitloop.db'}",
        online_store=str(root / "online.db"),
        feast_registry=str(root / "feast-registry.db"),
        checkpoint=str(root / "checkpoints" / "learn"),
        spark_driver_memory="1500m",
    )


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Start the one Spark session of the whole test run (13 s)."""
    from jobs.session import BRIEF, spark_session

    # on frames of some rows the second compiler takes two fifths of the processor and repays none
    here = settings_at(tmp_path_factory.mktemp("spark"))
    with spark_session("tests", here, jvm=BRIEF) as session:
        yield session


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Find the real exports beside the repository: missing data fails, it never skips."""
    return real_folder()


@pytest.fixture
def as_json() -> object:
    """Round-trip through text, as a broker would."""
    return lambda value: json.loads(json.dumps(value))


def pytest_configure() -> None:
    """Name a worker's main module as `python -m pytest` does: pyspark takes it for a doctest."""
    main = sys.modules["__main__"]
    if main.__spec__ is None and not hasattr(main, "__file__"):
        main.__spec__ = importlib.util.find_spec("pytest.__main__")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes minutes first; a page that is watched gets the machine to itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.alone)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Deal tests out to workers by file, and by folder where all files share a costly world."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByWorld(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return WORLD if file.startswith(WORLD) else file

    return ByWorld(config, log)  # type: ignore[arg-type]
