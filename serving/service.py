"""The API's parts, wired once: what it talks to (`Deps`) and what it is made of (`Service`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from infra.settings import Settings
from serving.auth import Tokens
from serving.clock import Clock
from serving.db.engine import Database
from serving.experiments import Experiments
from serving.features import Feast, FeatureReader
from serving.ids import Ids, new_seed
from serving.ladder import Ladder
from serving.metrics import Metrics
from serving.policy_server import PolicyServer
from serving.published import Published
from serving.publisher import Kafka, Publisher
from serving.relay import Relay, RelayThread
from serving.secret import secret_of

if TYPE_CHECKING:
    from serving.coach.agent import LanguageCoach


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything outside the process; tests pass their own."""

    database: Database
    features: FeatureReader
    policy_server: PolicyServer | None
    """None: no TorchServe is configured, so the in-process rung decides."""
    publisher: Publisher | None
    """None: no broker is configured, so messages wait in the outbox."""
    seeds: Callable[[], str] = new_seed


@dataclass(frozen=True, slots=True)
class Service:
    """What routers and use cases share."""

    settings: Settings
    database: Database
    features: FeatureReader
    published: Published
    experiments: Experiments
    ladder: Ladder
    tokens: Tokens
    clock: Clock
    metrics: Metrics
    relay: RelayThread | None
    code_version: str
    seeds: Callable[[], str]
    """64 fresh random bits for each draw."""
    agent: "LanguageCoach | None" = None
    """None: no vendor is configured, so the deterministic coach answers."""
    ids: Ids = field(default_factory=Ids)

    @property
    def committed(self) -> Callable[[], None]:
        """What to call after a commit that may have left messages in the outbox."""
        return self.relay.wake if self.relay else _nothing


def deps_of(settings: Settings) -> Deps:
    """Return the real neighbours that the settings name."""
    key_file = settings.state / "torchserve" / "key_file.json"
    url, bootstrap = settings.torchserve_url, settings.kafka_bootstrap
    return Deps(
        database=Database(settings.database_url),
        features=Feast(settings.feast_config()),
        policy_server=PolicyServer(url, key_file) if url else None,
        publisher=Kafka(bootstrap) if bootstrap else None,
    )


def service_of(settings: Settings, deps: Deps) -> Service:
    """Return the service around its neighbours; nothing is started yet."""
    metrics, published = Metrics(), Published(settings.published)
    return Service(
        settings=settings,
        database=deps.database,
        features=deps.features,
        published=published,
        experiments=Experiments(settings.published, published, metrics),
        ladder=Ladder(deps.policy_server, published, metrics),
        tokens=Tokens(secret_of(settings)),
        clock=Clock(testing=settings.test_clock),
        metrics=metrics,
        relay=RelayThread(Relay(deps.database, deps.publisher)) if deps.publisher else None,
        code_version=settings.code_version or version("fitloop"),
        seeds=deps.seeds,
        agent=_agent(settings),
    )


def _agent(settings: Settings) -> "LanguageCoach | None":
    if not settings.coach_model:
        return None
    # its tools know the service: imported here, or the two would wait for each other
    from serving.coach.agent import LanguageCoach

    return LanguageCoach(settings)


def _nothing() -> None:
    return None
