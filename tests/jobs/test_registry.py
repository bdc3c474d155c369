from pathlib import Path

import pytest

from infra.settings import Settings
from jobs.registry import CHALLENGER, CHAMPION, EVALUATE, TRAIN, Registry, Run

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def registry(settings: Settings) -> Registry:
    return Registry(settings)


def logged(registry: Registry, folder: Path, name: str = "p1") -> str:
    (folder / "bundle").mkdir(exist_ok=True)
    (folder / "bundle" / "policy.json").write_text("{}")
    run = Run(TRAIN, name, {"seed": "7"}, {"auc": 0.86}, folders={"policy": folder / "bundle"})
    return registry.log(run)


def test_a_run_keeps_numbers_and_files(registry: Registry, tmp_path: Path) -> None:
    run = registry.client.get_run(logged(registry, tmp_path))

    assert run.data.metrics == {"auc": 0.86}
    assert run.data.params == {"seed": "7"}
    files = registry.client.list_artifacts(run.info.run_id, "policy")
    assert [one.path for one in files] == ["policy/policy.json"]


def test_aliases_move_between_registered_versions(registry: Registry, tmp_path: Path) -> None:
    assert registry.holder(CHAMPION) is None
    for name in ("p1", "p2"):
        registry.register(logged(registry, tmp_path, name), name, "policy")

    registry.point(CHAMPION, "p1")
    registry.point(CHALLENGER, "p2")
    assert (registry.holder(CHAMPION), registry.holder(CHALLENGER)) == ("p1", "p2")
    registry.point(CHAMPION, "p2")
    assert registry.holder(CHAMPION) == "p2"


def test_registering_twice_makes_one_version(registry: Registry, tmp_path: Path) -> None:
    run = logged(registry, tmp_path)

    assert registry.register(run, "p1", "policy") == registry.register(run, "p1", "policy")


def test_an_unregistered_version_gets_no_alias(registry: Registry) -> None:
    with pytest.raises(KeyError, match="p9"):
        registry.point(CHAMPION, "p9")


def test_experiments_are_separate(registry: Registry, tmp_path: Path) -> None:
    train = logged(registry, tmp_path)
    other = registry.log(Run(EVALUATE, "p1", {}, {"delta": 0.01}))

    ids = {registry.client.get_run(one).info.experiment_id for one in (train, other)}
    assert len(ids) == 2
