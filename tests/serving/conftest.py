"""The API over HTTP on a real SQLite file, with fakes only for what lies outside the process."""

import json
import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from infra.settings import Settings
from serving.app import create_app
from serving.db.engine import Database
from serving.db.outbox import OutboxMessage
from serving.service import Deps
from tests.builders.bundles import publish_random_policy
from tests.builders.online_rows import OnlineRows

with warnings.catch_warnings():
    # starlette asks for a fork of httpx that is not in the lock
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

DAY_ONE = "2026-10-01T07:00:00Z"


@dataclass
class Phone:
    """One athlete's client: their token, and the time it is for them."""

    http: TestClient
    user_id: str
    token: str
    at: str = DAY_ONE

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "X-As-Of": self.at}
        return self.http.request(method, path, json=body, headers=headers)

    def plan(self) -> dict[str, Any]:
        answer = self.ask("GET", "/activity/recommended/")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def check_in(self, **said: Any) -> Any:
        return self.ask("POST", "/checkins", said)

    def complete(self, activity_id: int, **said: Any) -> Any:
        return self.ask("POST", f"/activity/{activity_id}/complete/", said)


@dataclass
class House:
    """A running API and everything around it that a test may look at or break."""

    settings: Settings
    http: TestClient
    deps: Deps
    online: OnlineRows
    names: Iterator[str] = field(default_factory=lambda: map(str, range(10**6)))

    @property
    def service(self) -> Any:
        return self.http.app.state.service

    def ops(self, method: str, path: str, body: Any = None, at: str = DAY_ONE) -> Any:
        token = self.service.tokens.issue("operator", ["ops"])
        headers = {"Authorization": f"Bearer {token}", "X-As-Of": at}
        return self.http.request(method, path, json=body, headers=headers)

    def athlete(self, **profile: Any) -> Phone:
        body = {"external_id": f"athlete-{next(self.names)}", "consent": True, **profile}
        answer = self.ops("POST", "/athletes", body)
        assert answer.status_code == 201, answer.text
        return Phone(self.http, answer.json()["user_id"], answer.json()["access_token"])

    def messages(self, topic: str) -> list[dict[str, Any]]:
        """Return what waits for (or went to) a topic, in order."""
        query = select(OutboxMessage).where(OutboxMessage.topic == topic)
        with self.deps.database.read() as session:
            rows = session.scalars(query.order_by(OutboxMessage.id)).all()
        return [json.loads(row.value) for row in rows]


Open = Callable[..., House]


@pytest.fixture
def open_house(settings: Settings) -> Iterator[Open]:
    """Open an API with some of its neighbours replaced; by default there is no policy yet."""
    with ExitStack() as stack:

        def opened(*, learned: bool = False, **neighbours: Any) -> House:
            testing = settings.model_copy(update={"test_clock": True})
            if learned:
                publish_random_policy(testing.published)
            online = OnlineRows()
            seeds = random.Random(7)
            given = {
                "policy_server": None,
                "publisher": None,
                "features": online,
                "seeds": lambda: str(seeds.getrandbits(64)),
            }
            database = Database(testing.database_url)
            deps = Deps(database=database, **{**given, **neighbours})
            http = stack.enter_context(TestClient(create_app(testing, deps)))
            return House(testing, http, deps, online)

        yield opened


@pytest.fixture
def house(open_house: Open) -> House:
    """Open an API with a learned policy that decides in process."""
    return open_house(learned=True)
