"""The only reader of the environment: places (folders, addresses), never names of tables or topics.

Every setting is `FITLOOP_<NAME>`. Addresses that the local stack chose at start are read from
`<state>/ports.json`, so a person's own shell finds the running stack without exports.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

REPO = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Where everything is. Immutable; read once by `settings()` at a process's edge."""

    model_config = SettingsConfigDict(env_prefix="FITLOOP_", frozen=True, extra="ignore")

    profile: Literal["local", "production"] = "local"
    state: Path = REPO / ".fitloop"
    """Everything that runs writes below this folder."""
    lake: str = ""
    published: Path = Path()
    database_url: str = ""
    online_store: str = ""
    """A SQLite path, or `redis://host:port` for Redis."""
    feast_registry: str = ""
    kafka_bootstrap: str = ""
    mlflow_uri: str = ""
    torchserve_url: str = ""
    api_host: str = "127.0.0.1"
    api_port: int = 0
    test_clock: bool = False
    jwt_secret: SecretStr = SecretStr("")
    spark_master: str = "local[2]"
    spark_driver_memory: str = "2g"
    jars: Path = REPO / "infra" / "jars"
    checkpoint: str = ""
    code_version: str = ""
    coach_model: str = ""
    """`openai:NAME` or `anthropic:NAME`; empty: the deterministic coach answers."""
    coach_api_key: SecretStr = SecretStr("")
    coach_base_url: str = ""
    """Another address of the vendor's API (a proxy, or a test's own server)."""
    coach_deadline_s: float = 20.0
    """For a whole answer; then the deterministic coach takes over."""
    oura_client_id: str = ""
    oura_client_secret: SecretStr = SecretStr("")
    oura_redirect_uri: str = "http://127.0.0.1:8732/oura"
    """As registered with Oura; on loopback, sign-in listens there for the answer."""
    oura_base_url: str = "https://api.ouraring.com"
    """Of the API and its tokens (a test's own server)."""
    oura_authorize_url: str = "https://cloud.ouraring.com/oauth/authorize"
    """Where an athlete says yes, in a browser."""

    def ports(self) -> dict[str, int]:
        """Return the ports the local stack chose at start; empty when it is not up."""
        file = self.state / "ports.json"
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def feast_config(self) -> dict[str, Any]:
        """Return the arguments of Feast's RepoConfig; this package knows no Feast."""
        redis = self.online_store.removeprefix("redis://")
        online = (
            {"type": "redis", "connection_string": redis}
            if redis != self.online_store
            else {"type": "sqlite", "path": self.online_store}
        )
        return {
            "project": "fitloop",
            "provider": "local",
            "registry": self.feast_registry,
            "online_store": online,
            "offline_store": {"type": "file"},
            "entity_key_serialization_version": 3,
        }


def _defaults(raw: Settings) -> dict[str, object]:
    ports = raw.ports()
    address = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    return {
        "lake": str(raw.state / "lake"),
        "published": raw.state / "published",
        "database_url": f"sqlite:///{raw.state / 'fitloop.db'}",
        "online_store": str(raw.state / "online.db"),
        "feast_registry": str(raw.state / "feast-registry.db"),
        "kafka_bootstrap": address.get("kafka", ""),
        "mlflow_uri": f"http://{address['mlflow']}" if "mlflow" in address else "",
        "torchserve_url": f"http://{address['torchserve']}" if "torchserve" in address else "",
        "api_port": ports.get("api", 8000),
        "checkpoint": str(raw.state / "checkpoints" / "learn"),
    }


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return this process's settings, with the defaults that depend on the state folder."""
    raw = Settings()
    unset = {k: v for k, v in _defaults(raw).items() if k not in raw.model_fields_set}
    chosen = raw.model_copy(update=unset | {"state": raw.state.resolve()})
    if chosen.profile == "production":
        _refuse_unsafe(chosen)
    return chosen


class UnsafeSettings(ValueError):
    """A setting that is fine on a laptop and dangerous in production."""


def _refuse_unsafe(chosen: Settings) -> None:
    if chosen.test_clock:
        raise UnsafeSettings("FITLOOP_TEST_CLOCK=1 is refused in the production profile")
    if len(chosen.jwt_secret.get_secret_value()) < 32:
        raise UnsafeSettings("FITLOOP_JWT_SECRET needs at least 32 characters in production")
