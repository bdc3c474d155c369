"""A neighbour that is down is flagged; nothing acknowledged is lost, plans are still served."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from infra.settings import Settings
from serving.db.outbox import OutboxMessage
from serving.policy_server import PolicyServer
from serving.publisher import Kafka
from tests.builders.bundles import publish_random_policy

NOWHERE = "127.0.0.1:1"


@dataclass
class Broker:
    """A broker that may be away."""

    away: bool = False
    values: list[str] = field(default_factory=list)

    def publish(self, messages: Sequence[OutboxMessage]) -> int:
        if self.away:
            return 0
        self.values += [message.value for message in messages]
        return len(messages)


def test_kafka_down_loses_nothing(open_house: Any) -> None:
    house = open_house(learned=True, publisher=Kafka(NOWHERE, delivery_ms=200))
    ann = house.athlete()
    plan = ann.plan()
    done = ann.complete(plan["activities"][0]["id"], completed=True)

    with house.deps.database.read() as session:
        waiting = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    topics = [message.topic for message in waiting if message.published_at is None]

    assert done.status_code == 200
    assert topics == ["athlete-events.v1", "decisions.v1", "feedback.v1"]


def test_what_waited_goes_when_the_broker_is_back(open_house: Any) -> None:
    broker = Broker(away=True)
    house = open_house(learned=True, publisher=broker)
    plan = house.athlete().plan()
    broker.away = False
    house.service.relay._relay.drain()

    assert sum(plan["decision_id"] in value for value in broker.values) == 1


def test_torchserve_down_the_same_policy_decides_in_process(open_house: Any, tmp_path: Any) -> None:
    server = PolicyServer(f"http://{NOWHERE}", tmp_path / "no-key.json")
    house = open_house(learned=True, policy_server=server)

    plan = house.athlete().plan()

    assert plan["rung"] == "in_process"
    assert len(plan["activities"]) >= 5


def test_without_a_policy_the_rules_decide_and_say_so(open_house: Any) -> None:
    plan = open_house().athlete().plan()

    assert (plan["rung"], plan["policy_name"], plan["action_probability"]) == ("rules", "rules", 1)
    assert len(plan["activities"]) >= 5


def test_a_broken_bundle_falls_to_the_rules(open_house: Any, settings: Settings) -> None:
    publish_random_policy(settings.published)
    shutil.rmtree(settings.published / "population")

    plan = open_house().athlete().plan()

    assert (plan["rung"], plan["action_probability"]) == ("rules", 1.0)


def test_without_the_feature_store_plans_are_made_from_what_is_asked(house: Any) -> None:
    house.online.down = True
    plan = house.athlete().plan()

    record = house.ops("GET", f"/decisions/{plan['decision_id']}").json()
    assert plan["rung"] == "in_process"
    assert record["tags"]["features"] == "unavailable"
    assert record["segment_known"] is False


def test_without_the_database_a_plan_is_served_and_nothing_is_acknowledged(house: Any) -> None:
    ann = house.athlete()
    activity = ann.plan()["activities"][0]["id"]
    house.deps.database.close()
    (house.settings.state / "fitloop.db").rename(house.settings.state / "away")
    (house.settings.state / "fitloop.db").mkdir()

    plan = ann.plan()
    refused = ann.complete(activity, completed=True)

    assert (plan["rung"], plan["decision_id"]) == ("unrecorded", None)
    assert plan["activities"]
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert house.http.get("/health/ready").status_code == 503
    assert b"fitloop_unrecorded_total 1.0" in house.http.get("/metrics").content
