import json
from pathlib import Path

import pytest

from infra import settings as module
from infra.settings import REPO, Settings, UnsafeSettings


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FITLOOP_{name.upper()}", raising=False)
    monkeypatch.setenv("FITLOOP_STATE", str(tmp_path))
    module.settings.cache_clear()
    return tmp_path


def test_everything_lies_below_the_state_folder(fresh: Path) -> None:
    chosen = module.settings()

    assert chosen.lake == str(fresh / "lake")
    assert chosen.published == fresh / "published"
    assert chosen.database_url == f"sqlite:///{fresh / 'fitloop.db'}"


def test_addresses_come_from_the_running_stack(fresh: Path) -> None:
    (fresh / "ports.json").write_text(json.dumps({"kafka": 4711, "mlflow": 4712, "api": 4713}))

    chosen = module.settings()

    assert chosen.kafka_bootstrap == "127.0.0.1:4711"
    assert chosen.mlflow_uri == "http://127.0.0.1:4712"
    assert chosen.api_port == 4713


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITLOOP_LAKE", "s3a://bucket/lake")

    assert module.settings().lake == "s3a://bucket/lake"


def test_production_refuses_the_test_clock_and_a_weak_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FITLOOP_PROFILE", "production")
    monkeypatch.setenv("FITLOOP_JWT_SECRET", "short")
    with pytest.raises(UnsafeSettings, match="at least 32 characters"):
        module.settings()
    monkeypatch.setenv("FITLOOP_TEST_CLOCK", "1")
    with pytest.raises(UnsafeSettings, match="TEST_CLOCK"):
        module.settings()


def test_env_example_names_every_setting() -> None:
    text = (REPO / ".env.example").read_text()

    assert [n for n in Settings.model_fields if f"FITLOOP_{n.upper()}" not in text] == []
