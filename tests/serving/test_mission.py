"""The five tests of the mission's section "Testing Strategy", over HTTP."""

from typing import Any

from serving.db.activities import Activity
from serving.features import Online

HIGH_ANXIETY = {"anxiety_7d_mean": 4.5, "active_minutes_14d_mean": 5.0}


def stored(house: Any, activity_id: int) -> Activity:
    with house.deps.database.read() as session:
        return session.get_one(Activity, activity_id)


def test_1_an_assigned_activity_starts_unreported(house: Any) -> None:
    plan = house.athlete().plan()

    activity = stored(house, plan["activities"][0]["id"])

    assert activity.completed is False
    assert activity.motivation_before is None


def test_2_recommendations(house: Any) -> None:
    plan = house.athlete().plan()

    assert 5 <= len(plan["activities"]) <= 7
    fields = {"id", "name", "type", "duration_minutes", "intensity", "description", "instructions"}
    assert fields <= plan["activities"][0].keys()
    assert plan["rl_action"]
    assert plan["reason"]


def test_3_complete_an_activity(house: Any) -> None:
    ann = house.athlete()
    activity = ann.plan()["activities"][0]

    answer = ann.complete(
        activity["id"], completed=True, motivation_before=2, motivation_after=4, difficulty_rating=3
    )

    assert answer.status_code == 200
    assert stored(house, activity["id"]).completed is True
    assert stored(house, activity["id"]).motivation_after == 4
    assert answer.json()["status"] == "success"
    assert answer.json()["stats"]["total_completed_today"] == 1
    assert answer.json()["stats"]["avg_motivation_increase"] == 2


def test_4_the_policy_counts_what_it_learns_from(house: Any) -> None:
    metrics: dict[str, Any] = {}
    segments = set()
    for _ in range(10):
        athlete = house.athlete()
        house.online.rows[athlete.user_id] = Online(daily=HIGH_ANXIETY)
        plan = athlete.plan()
        segments.add(plan["segment"])
        reports = [
            {
                "activity_id": a["id"],
                "completed": True,
                "motivation_before": 2,
                "motivation_after": 4,
            }
            for a in plan["activities"]
        ]
        answer = athlete.ask("POST", "/activity/feedback-batch/", {"activities": reports})
        metrics = answer.json()["training_metrics"]

    assert segments == {"High Anxiety, Low Activity"}
    assert metrics["total_episodes"] >= 10
    assert metrics["epsilon"] < 0.30


def test_5_a_whole_journey(house: Any) -> None:
    ann = house.athlete()
    first = ann.plan()
    for activity in first["activities"]:
        done = ann.complete(activity["id"], completed=True, motivation_before=2, motivation_after=4)
        assert done.status_code == 200
    reports = [{"activity_id": a["id"], "completed": True} for a in first["activities"]]
    batch = {"activities": reports, "overall_session_rating": 4, "notes": "Good workout"}
    answer = ann.ask("POST", "/activity/feedback-batch/", batch)

    assert answer.status_code == 200
    assert answer.json()["activities_updated"] == len(reports)
    assert answer.json()["engagement_score"] > 0.05
    assert ann.plan()["rl_action"] != first["rl_action"]
