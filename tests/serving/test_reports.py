"""Reports: the mission's fields and numbers, and repeats that say nothing new."""

from typing import Any

import pytest


def test_the_completion_answer_has_the_missions_fields(house: Any) -> None:
    ann = house.athlete()
    plan = ann.plan()

    answer = ann.complete(
        plan["activities"][0]["id"], completed=True, motivation_before=2, motivation_after=4
    ).json()

    stats = answer["stats"]
    assert answer["activity"]["completed"] is True
    assert stats["completion_rate"] == f"{round(100 / len(plan['activities']))}%"
    # half the completed share, half of (4 - 2) / 5 (statistics.md 10)
    signal = 0.5 / len(plan["activities"]) + 0.5 * 0.4
    assert stats["rl_reward_signal"] == pytest.approx(signal)
    assert stats["engagement_delta"] == pytest.approx(0.5 * (signal - 0.05))


def test_the_batch_answer_has_the_missions_fields(house: Any) -> None:
    ann = house.athlete()
    one, two = ann.plan()["activities"][:2]
    reports = [
        {
            "activity_id": one["id"],
            "completed": True,
            "motivation_before": 2,
            "motivation_after": 4,
        },
        {"activity_id": two["id"], "completed": False, "motivation_before": 2},
    ]

    answer = ann.ask(
        "POST",
        "/activity/feedback-batch/",
        {"activities": reports, "overall_session_rating": 4, "notes": "tired now"},
    ).json()

    assert (answer["status"], answer["activities_updated"]) == ("success", 2)
    assert answer["training_metrics"] == {"total_episodes": 0, "epsilon": 0.3}
    assert {"engagement_delta", "rl_reward_signal"} <= answer.keys()
    assert [event["kind"] for event in house.messages("feedback.v1")] == [
        "activity",
        "activity",
        "session",
    ]
    assert house.messages("feedback.v1")[-1]["session_rating"] == 4


def test_saying_it_twice_says_it_once(house: Any) -> None:
    ann = house.athlete()
    activity = ann.plan()["activities"][0]["id"]
    first = ann.complete(activity, completed=True, motivation_after=4).json()
    ann.at = "2026-10-01T08:00:00Z"

    second = ann.complete(activity, completed=True, motivation_after=4).json()

    assert second["stats"] == first["stats"]
    assert len(house.messages("feedback.v1")) == 1


def test_a_later_report_changes_only_what_it_names(house: Any) -> None:
    ann = house.athlete()
    activity = ann.plan()["activities"][0]["id"]
    ann.complete(activity, completed=True, motivation_after=2, notes="first")
    ann.at = "2026-10-01T08:00:00Z"

    ann.complete(activity, completed=True, motivation_after=5)

    assert [event["motivation_after"] for event in house.messages("feedback.v1")] == [2, 5]
    assert house.messages("feedback.v1")[-1]["notes"] == "first"


def test_engagement_is_recomputed_and_never_accumulated(house: Any) -> None:
    ann = house.athlete()
    plan = ann.plan()
    activity = plan["activities"][0]["id"]
    for after in (5, 4, 3):
        ann.at = f"2026-10-01T0{12 - after}:00:00Z"
        answer = ann.complete(activity, completed=True, motivation_before=3, motivation_after=after)

    signal = 0.5 / len(plan["activities"])
    assert answer.json()["stats"]["engagement_score"] == pytest.approx(0.5 * (0.05 + signal))


def test_an_episode_closes_when_all_is_reported_or_after_36_hours(house: Any) -> None:
    ann, ben = house.athlete(), house.athlete()
    reports = [{"activity_id": a["id"], "completed": True} for a in ann.plan()["activities"]]
    ben.plan()
    batch = {"activities": reports}

    now = ann.ask("POST", "/feedback/", batch).json()["training_metrics"]
    ann.at = "2026-10-02T19:00:00Z"
    later = ann.ask("POST", "/feedback/", batch).json()["training_metrics"]

    assert (now["total_episodes"], later["total_episodes"]) == (1, 2)
    assert later["epsilon"] < now["epsilon"] < 0.30
