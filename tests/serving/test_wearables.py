"""Live samples over HTTP: each is judged alone, and a red flag changes today's plan at once."""

import json
from typing import Any

import pytest

from models.domain.topics import WEARABLES
from models.learning.messages import record_of
from serving.features import Feast
from tests.builders.nights import write_nights
from tests.builders.samples import WOKE, sent

HRV = sent("hrv_rmssd_ms", 38.0)
DANGER = sent("spo2", 0.83)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def post(phone: Any, *samples: dict[str, Any]) -> Any:
    return phone.ask("POST", "/wearables/samples", {"samples": list(samples)})


def taken(house: Any) -> list[tuple[str, float]]:
    return [(one["metric"], one["value"]) for one in house.messages("wearables.v1")]


def raw(house: Any, phone: Any, text: str) -> Any:
    """Send a body that no JSON library of ours would write."""
    headers = {"Authorization": f"Bearer {phone.token}", "X-As-Of": phone.at}
    kind = {"Content-Type": "application/json"}
    return house.http.post("/wearables/samples", content=text, headers=headers | kind)


def test_good_samples_are_taken_as_they_were_measured(house: Any) -> None:
    ann = house.athlete()

    answer = post(ann, HRV, sent("sleep_duration_h", 5, end_ts="2026-10-01T08:00:00+02:00"))

    assert answer.status_code == 202
    assert answer.json() == {"accepted": 2, "rejected": [], "flags": []}
    first, second = house.messages("wearables.v1")
    assert (first["user_id"], first["metric"], first["value"]) == (
        ann.user_id,
        "hrv_rmssd_ms",
        38.0,
    )
    assert second["end_ts"] == "2026-10-01T06:00:00Z"
    assert second["recorded_at"] == "2026-10-01T07:00:00Z"
    assert house.messages("athlete-events.v1")[-1]["kind"] != "safety"


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"metric": "happiness"}, "metric", "unknown_metric"),
        ({"unit": "s"}, "unit", "wrong_unit"),
        ({"value": 3000}, "value", "out_of_range"),
        ({"end_ts": "2026-10-02T06:00:00Z"}, "end_ts", "in_the_future"),
        ({"end_ts": "2026-09-30T22:59:59Z"}, "end_ts", "end_before_start"),
        ({"start_ts": "2026-08-31T06:00:00Z"}, "start_ts", "too_old"),
        ({"start_ts": "2026-09-30T23:00:00"}, "start_ts", "no_zone"),
        ({"end_ts": "this morning"}, "end_ts", "not_a_time"),
    ],
)
def test_a_bad_sample_is_named_and_takes_no_good_one_with_it(
    house: Any, wrong: dict[str, Any], field: str, reason: str
) -> None:
    ann = house.athlete()

    told = post(ann, HRV, HRV | wrong, sent("sleep_duration_h", 7.0)).json()

    assert told["accepted"] == 2
    (refused,) = told["rejected"]
    assert (refused["index"], refused["field"], refused["reason"]) == (1, field, reason)
    assert refused["detail"]
    assert [metric for metric, _ in taken(house)] == ["hrv_rmssd_ms", "sleep_duration_h"]
    assert (
        f'fitloop_refused_samples_total{{reason="{reason}"}} 1.0' in house.http.get("/metrics").text
    )


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused_and_the_rest_is_kept(house: Any, value: str) -> None:
    ann = house.athlete()
    good = (
        '{"metric": "steps", "value": 9, "unit": "1", "source": "p", '
        '"start_ts": "2026-10-01T06:00:00Z", "end_ts": "2026-10-01T06:30:00Z"}'
    )

    answer = raw(house, ann, f'{{"samples": [{good}, {good.replace("9", value, 1)}]}}')

    assert answer.status_code == 202, answer.text
    assert [(r["index"], r["reason"]) for r in answer.json()["rejected"]] == [(1, "not_a_number")]
    assert taken(house) == [("steps", 9.0)]


def test_when_nothing_is_good_the_request_is_refused_and_every_field_named(house: Any) -> None:
    ann = house.athlete()

    answer = post(ann, HRV | {"unit": "s"}, HRV | {"metric": "happiness"})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [e["field"] for e in answer.json()["errors"]] == [
        "samples[0].unit",
        "samples[1].metric",
    ]
    assert taken(house) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"samples": []}, "samples"),
        ({"samples": [HRV] * 501}, "samples"),
        ({"samples": [HRV | {"device": "x"}]}, "samples[0].device"),
        ({"samples": [HRV | {"value": "40"}]}, "samples[0].value"),
        ({"samples": [HRV | {"source": ""}]}, "samples[0].source"),
        ({"samples": [HRV], "user_id": "u"}, "user_id"),
    ],
)
def test_a_body_that_is_no_list_of_samples_is_refused(house: Any, body: Any, field: str) -> None:
    answer = house.athlete().ask("POST", "/wearables/samples", body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert taken(house) == []


def test_another_athletes_samples_and_a_stranger_are_refused(house: Any) -> None:
    ann, ben = house.athlete(), house.athlete()

    answer = ann.ask("POST", f"/wearables/samples?user_id={ben.user_id}", {"samples": [HRV]})

    assert answer.status_code == 403
    assert house.http.post("/wearables/samples", json={"samples": [HRV]}).status_code == 401
    unknown = house.ops("POST", "/wearables/samples?user_id=nobody", {"samples": [HRV]})
    assert unknown.status_code == 404
    assert taken(house) == []


def test_sending_twice_is_saying_it_once(house: Any) -> None:
    ann = house.athlete()
    post(ann, HRV, HRV, DANGER)
    ann.at = "2026-10-01T07:05:00Z"
    again = post(ann, HRV, DANGER, HRV | {"value": 39.0}).json()

    ids = [one["event_id"] for one in house.messages("wearables.v1")]
    assert (len(ids), len(set(ids))) == (5, 3)
    safety = [one for one in house.messages("athlete-events.v1") if one["kind"] == "safety"]
    assert len(safety) == 1
    assert [flag["level"] for flag in again["flags"]] == ["emergency"]


def test_a_vital_emergency_is_a_safety_event_and_withdraws_the_plan(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()

    told = post(ann, HRV, DANGER).json()
    plan = ann.plan()

    (flag,) = told["flags"]
    assert (flag["level"], flag["reason"], flag["detail"]) == (
        "emergency",
        "spo2",
        "oxygen saturation 83.0%",
    )
    event = house.messages("athlete-events.v1")[-1]
    assert (event["kind"], event["payload"]["reason"]) == ("safety", "red_flag_vital")
    assert event["occurred_at"] == "2026-10-01T06:00:00Z"
    assert plan["safety"]["level"] == "emergency"
    assert (plan["activities"], plan["decision_id"]) == ([], None)
    assert {r["reason"] for r in plan["safety"]["removed"]} == {"red_flag_vital"}
    old = house.ops("GET", f"/decisions/{before['decision_id']}").json()
    assert old["superseded_by"] == event["event_id"]


def test_a_fever_leaves_a_gentle_day_and_is_over_a_day_later(house: Any) -> None:
    ann = house.athlete()
    post(ann, sent("temperature_deviation_c", 2.3))

    today = ann.plan()
    ann.at = "2026-10-02T07:00:00Z"

    assert today["safety"]["level"] == "refer"
    assert {a["intensity"] for a in today["activities"]} == {"Low"}
    assert ann.plan()["safety"]["level"] != "refer"


def test_an_old_vital_is_recorded_and_forbids_nothing_today(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()
    night = {"start_ts": "2026-09-27T23:00:00Z", "end_ts": "2026-09-28T06:00:00Z"}

    told = post(ann, DANGER | night).json()

    assert told["flags"][0]["occurred_at"] == "2026-09-28T06:00:00Z"
    assert house.messages("athlete-events.v1")[-1]["kind"] == "safety"
    assert ann.plan()["decision_id"] == before["decision_id"]


def test_a_night_of_alarms_is_one_incident(house: Any) -> None:
    ann = house.athlete()
    minutes = [sent("spo2", 0.88, end_ts=f"2026-10-01T06:{n:02}:00Z") for n in range(30)]

    told = post(ann, *minutes, sent("resting_hr_bpm", 150)).json()

    assert [flag["reason"] for flag in told["flags"]] == ["resting_hr", "spo2"]
    safety = [one for one in house.messages("athlete-events.v1") if one["kind"] == "safety"]
    assert len(safety) == 2
    assert told["accepted"] == 31


def stream(house: Any) -> int:
    """Do with the outbox what relay, broker and stream do with it."""
    from streaming.live import LiveBodies

    sent_on = [record_of(WEARABLES.name, json.dumps(m)) for m in house.messages(WEARABLES.name)]
    return LiveBodies(house.settings).refresh(sent_on)


@pytest.fixture
def real(open_house: Any, settings: Any) -> Any:
    """Open an API on a real online store."""
    from jobs.materialize import apply

    apply(settings)
    return open_house(learned=True, features=Feast(settings.feast_config()))


def training(house: Any) -> tuple[Any, dict[str, Any]]:
    """Return a well athlete with a month of nights whose plan is not only gentle, and the plan."""
    many = [house.athlete(minutes_per_day=60) for _ in range(20)]
    write_nights(house.settings, {one.user_id: 30 for one in many}, WOKE.date())
    for one in many:
        one.check_in(mood=4, stress=1, soreness=1)
        plan = one.plan()
        if {a["intensity"] for a in plan["activities"]} > {"Low"}:
            return one, plan
    raise AssertionError("no plan of 20 trains anything")


def test_a_bad_night_softens_the_open_plan(real: Any) -> None:
    ann, before = training(real)
    post(ann, sent("hrv_rmssd_ms", 22.0), sent("sleep_duration_h", 4.5))

    assert stream(real) == 1
    after = ann.plan()

    assert (before["safety"]["readiness"], after["safety"]["readiness"]) == ("green", "red")
    assert {a["intensity"] for a in after["activities"]} == {"Low"}
    removed = {(r["id"], r["reason"]) for r in after["safety"]["removed"] if r["kind"] == "action"}
    assert {("1", "low_readiness"), ("6", "low_readiness")} <= removed
    record = real.messages("decisions.v1")[-1]
    assert record["context_timestamps"]["live_body"] == "2026-10-01T06:00:00Z"
    assert (after["features_as_of"], after["features_age_h"]) == ("2026-10-01T06:00:00Z", 1.0)


def test_a_good_night_keeps_the_open_plan(real: Any) -> None:
    ann, before = training(real)
    post(ann, sent("hrv_rmssd_ms", 48.0), sent("sleep_duration_h", 7.5))

    assert stream(real) == 1
    assert ann.plan()["decision_id"] == before["decision_id"]
