from pathlib import Path
from typing import Any

import pytest

from infra.settings import REPO, Settings
from tests.conftest import settings_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
FOLDER = REPO / "feature_repo"


def config_of(settings: Settings) -> Any:
    from feast import RepoConfig

    return RepoConfig(**settings.feast_config())


def placed(config: Any) -> dict[str, Any]:
    """Return a configuration with its files' places resolved from the folder of the yaml."""
    plain = config.model_dump(exclude={"repo_path"})
    online = plain["online_config"]
    registry = str((FOLDER / plain["registry_config"]).resolve())
    path = str((FOLDER / online["path"]).resolve())
    return plain | {"online_config": online | {"path": path}, "registry_config": registry}


def test_the_file_says_what_the_code_builds() -> None:
    from feast.repo_config import load_repo_config

    by_hand = load_repo_config(FOLDER, FOLDER / "feature_store.yaml")

    assert placed(by_hand) == placed(config_of(settings_at(REPO / ".fitloop")))


def test_redis_is_a_setting_away(tmp_path: Path) -> None:
    there = settings_at(tmp_path).model_copy(update={"online_store": "redis://127.0.0.1:6379"})

    online = there.feast_config()["online_store"]

    assert online == {"type": "redis", "connection_string": "127.0.0.1:6379"}
