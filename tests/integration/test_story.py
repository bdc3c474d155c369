"""Two weeks of one athlete over HTTP: broker, stream, lake, online store and jobs are real."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.experiment import reported
from jobs.experiments.starting import Wish, arms_of, start
from jobs.lake import build
from jobs.landing import Landing
from jobs.materialize import materialize
from jobs.records import read_columns
from jobs.tables import exists
from models.catalogue.activities import activities
from models.domain.tables import TABLES
from models.simulator.diary import Span
from models.simulator.life import live
from models.simulator.oura import oura_sleep
from models.simulator.truth import athlete
from serving.app import create_app
from serving.service import deps_of
from streaming.crash import CrashPoint
from streaming.learn import start as start_stream
from tests.builders.talks import Talk, talk_of
from tests.serving.conftest import House, Phone, TestClient

FIRST = date(2026, 10, 1)
NIGHTS, SEED = 40, 11
WAIT_S = 120.0


class World:
    """The athlete's phone, and the machinery that works while they sleep."""

    def __init__(self, settings: Settings, spark: Any, http: TestClient) -> None:
        self.settings, self.spark = settings, spark
        self.house = House(settings, http, http.app.state.deps, http.app.state.service)  # type: ignore[arg-type]

    def stream(self) -> None:
        """Let the relay publish and the stream learn everything that waits."""
        self.house.service.relay._relay.drain()
        query = start_stream(self.spark, self.settings, CrashPoint(), once=True)
        query.awaitTermination()
        assert query.exception() is None

    def hourly(self, at: datetime) -> None:
        """Build the lake and the online store, as the hourly DAG does."""
        build(self.spark, self.settings, Landing(), at)
        assert materialize(self.settings) == 1


def at(day: int, hour: int = 7) -> str:
    moment = datetime.combine(FIRST + timedelta(days=day - 1), datetime.min.time(), UTC)
    return (moment + timedelta(hours=hour)).isoformat()


@pytest.fixture
def world(streamed: Settings, spark: Any) -> Iterator[World]:
    chosen = streamed.model_copy(update={"test_clock": True, "torchserve_url": ""})
    with TestClient(create_app(chosen, deps_of(chosen))) as http:
        yield World(chosen, spark, http)


def night(day: int, hrv: float, hours: float) -> dict[str, Any]:
    """Return the samples of the night that ended on a day."""
    ended = datetime.fromisoformat(at(day, 6))
    span = {
        "start_ts": (ended - timedelta(hours=hours)).isoformat(),
        "end_ts": ended.isoformat(),
        "source": "ring",
    }
    values = (("hrv_rmssd_ms", hrv, "ms"), ("sleep_duration_h", hours, "h"))
    return {"samples": [{"metric": m, "value": v, "unit": u, **span} for m, v, u in values]}


def hardest(plan: dict[str, Any]) -> float:
    """Return the heaviest activity that a plan's gate let stand, session-RPE load.

    Not the heaviest that was drawn: a good day's draw may be a gentle one.
    """
    removed = {one["id"] for one in plan["safety"]["removed"]}
    return max(one.planned_load for name, one in activities().items() if name not in removed)


def loads(plan: dict[str, Any], site: str) -> list[str]:
    names = [one["catalogue_id"] for one in plan["activities"]]
    return [name for name in names if site in activities()[name].loads_sites]


def talk(phone: Phone, message: str) -> Talk:
    answer = phone.ask("POST", "/coach/messages", {"message": message})
    assert answer.status_code == 200, answer.text
    return talk_of(answer.text)


def report_all(phone: Phone, plan: dict[str, Any], *, completed: bool = True) -> None:
    said = {"completed": completed, "motivation_before": 2, "motivation_after": 5}
    body = {"activities": [{"activity_id": one["id"], **said} for one in plan["activities"]]}
    assert phone.ask("POST", "/activity/feedback-batch/", body).status_code == 200


def probabilities(phone: Phone, plan: dict[str, Any]) -> list[float]:
    record = phone.ask("GET", f"/decisions/{plan['decision_id']}").json()
    return list(record["action_probabilities"])


def waited(phone: Phone, path: str, done: Any) -> dict[str, Any]:
    end = time.monotonic() + WAIT_S
    while not done(found := phone.ask("GET", path).json()):
        assert time.monotonic() < end, found
        time.sleep(0.3)
    return dict(found)


def oura_export() -> bytes:
    span = Span(seed=SEED, start=FIRST - timedelta(days=NIGHTS), days=NIGHTS)
    diary = live(replace(athlete(SEED, 3), ring=True), span)
    return oura_sleep(diary.traits, diary.days)


@pytest.mark.long
def test_two_weeks(world: World) -> None:
    start(world.settings, Wish(id="story", arms=arms_of("rules,bandit"), salt="s"), _time(1, 5))
    phone = _onboarded(world)
    _imports(world, phone)
    first = _first_days(world, phone)
    _bad_nights(world, phone)
    _knee(phone)
    _low_mood(phone)
    _odds_have_moved(world, phone, first)
    _red_flag(phone)
    _experiment(world, phone)
    _exports_and_leaves(world, phone)


def _time(day: int, hour: int) -> datetime:
    return datetime.fromisoformat(at(day, hour))


def _onboarded(world: World) -> Phone:
    phone = world.house.athlete(
        goal="strength", experience="intermediate", days_per_week=5, minutes_per_day=60,
        equipment=["dumbbells"], timezone="UTC", screening={"heart_condition": False},
    )  # fmt: skip
    body = {"user_id": phone.user_id, "arm": "bandit"}
    path = "/experiments/story/assignments"
    assert world.house.ops("POST", path, body, at=at(1, 5)).status_code == 201
    again = world.house.ops("POST", path, {**body, "arm": "rules"}, at=at(1, 5))
    assert (again.status_code, "bandit" in again.text) == (409, True)
    phone.at = at(1, 5)
    return phone


def _imports(world: World, phone: Phone) -> None:
    headers = {"Authorization": f"Bearer {phone.token}", "X-As-Of": phone.at}
    files = {"file": ("oura_sleep.json", oura_export())}
    job = phone.http.post("/imports", headers=headers, files=files).json()
    done = waited(phone, job["status_url"], lambda one: one["status"] in {"done", "failed"})

    assert done["status"] == "done", done
    assert done["found"]["records"]["oura"] >= NIGHTS / 2
    world.stream()
    world.hourly(_time(1, 6))


def _first_days(world: World, phone: Phone) -> list[float]:
    """Live three days with good nights; return the odds of the first morning."""
    odds: list[float] = []
    for day in (1, 2, 3):
        phone.at = at(day)
        assert phone.ask("POST", "/wearables/samples", night(day, 60.0, 7.9)).status_code == 202
        world.stream()
        phone.check_in(mood=4, sleep_quality=4, stress=1, anxiety=1, soreness=1)
        plan = phone.plan()
        odds = odds or probabilities(phone, plan)
        assert 5 <= len(plan["activities"]) <= 7
        assert plan["safety"]["readiness"] == "green"
        assert (plan["experiment"], plan["variant"]) == ("story", "bandit")
        phone.at = at(day, 20)
        report_all(phone, plan)
    return odds


def _bad_nights(world: World, phone: Phone) -> None:
    phone.at = at(4)
    before = phone.plan()
    phone.at = at(5)
    phone.ask("POST", "/wearables/samples", night(5, 12.0, 3.9))
    world.stream()
    soft = phone.plan()

    body = phone.ask("POST", "/coach/tools/explain_plan", {}).json()["result"]["body"]
    assert {"name": "sleep_duration_h", "value": 3.9}.items() <= next(
        one for one in body if one["name"] == "sleep_duration_h"
    ).items()
    assert soft["safety"]["readiness"] == "red"
    assert soft["rl_action_id"] not in {1, 6, 8, 9}
    assert {one["intensity"] for one in soft["activities"]} == {"Low"}
    assert hardest(soft) < hardest(before)


def _knee(phone: Phone) -> None:
    phone.at = at(7)
    phone.check_in(mood=4, stress=1, soreness=1)
    plan = phone.plan()
    while not loads(plan, "knee"):
        report_all(phone, plan)
        plan = phone.plan()
    said = talk(phone, "my right knee hurts when I squat")

    assert (said.level, said.done["plan_changed"]) == ("modify", True)
    after = phone.plan()
    assert loads(after, "knee") == []
    assert "squat-ladder" in {one["id"] for one in after["safety"]["removed"]}


def _low_mood(phone: Phone) -> None:
    phone.at = at(9)
    said = talk(phone, "I feel really low and stressed today")

    assert said.level == "ok"
    assert "someone you trust" in said.text
    assert said.result("breathing_prompt")["seconds"] in range(60, 121)


def _odds_have_moved(world: World, phone: Phone, first: list[float]) -> None:
    phone.at = at(10)
    world.stream()
    phone.check_in(mood=4, stress=1, soreness=1)
    plan = phone.plan()
    now = probabilities(phone, plan)

    both = [a for a in range(12) if first[a] > 0 and now[a] > 0]
    assert max(abs(first[a] - now[a]) for a in both) > 0.001
    assert int(plan["posterior_version"].rsplit("+", 1)[1]) >= 1


def _red_flag(phone: Phone) -> None:
    phone.at = at(12)
    phone.plan()
    said = talk(phone, "chest pain since my run, what is my plan?")
    plan = phone.plan()

    assert said.level == "emergency"
    assert (plan["activities"], plan["rl_action"], plan["safety"]["level"]) == (
        [], None, "emergency",
    )  # fmt: skip
    phone.at = at(14)
    assert phone.plan()["activities"]


def _experiment(world: World, phone: Phone) -> None:
    phone.at = at(14, 20)
    world.stream()
    reported(world.settings, _time(14, 21))
    found = world.house.ops("GET", "/experiments/story", at=at(14, 21)).json()

    assert found["primary"] == "horizon open"
    assert found["live"]["assigned"] == {"bandit": 1}
    assert phone.ask("GET", "/experiments/story").status_code == 403


def _exports_and_leaves(world: World, phone: Phone) -> None:
    exported = phone.ask("GET", "/me/export").json()
    assert len(exported["decisions"]) >= 8
    assert exported["conversations"]
    gone = phone.ask("DELETE", "/me")
    assert gone.status_code == 202
    done = waited(phone, gone.json()["status_url"], lambda one: one["finished_at"] is not None)

    assert done["report"]
    assert phone.ask("GET", "/activity/recommended/").status_code in {401, 410}
    held = [
        table.path
        for table in TABLES
        if exists(table, world.settings)
        and "user_id" in (read := read_columns(table, world.settings)).column_names
        and phone.user_id in read["user_id"].to_pylist()
    ]
    assert held == []
