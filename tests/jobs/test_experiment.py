"""Start, report, stop and simulate, on a lake without a JVM."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.settings import Settings
from jobs.experiment import app, reported
from jobs.experiments.publishing import log_run
from jobs.experiments.reading import athletes_of, sorted_out
from jobs.experiments.simulating import simulated
from jobs.experiments.starting import Wish, arms_of, start
from jobs.learner_rows import learner_rows
from jobs.records import append_records, read_records
from jobs.registry import EXPERIMENTS, Registry
from models.domain.decisions import Decision
from models.domain.events import AthleteEvent
from models.domain.ids import uuid7
from models.domain.rows import AssignmentRow, ExperimentResult
from models.domain.tables import ASSIGNMENTS, EVENTS, EXPERIMENT_RESULTS
from models.experiments.contrast import Contrast
from models.experiments.definition import ARMS, BadExperiment, Experiment
from models.experiments.report import Report
from models.experiments.running import folder, read_running, write_running
from models.policy.bundle import load_population
from tests.builders.bundles import publish_random_policy
from tests.builders.chronicles import profile_event
from tests.builders.decisions import decision, said
from tests.builders.experiments import BEGAN, experiment
from tests.builders.history import event_records
from tests.builders.streams import CONTEXT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
DAY = timedelta(days=1)


def assignment(user: str, arm: str, hours: float = 0, **payload: str) -> AthleteEvent:
    at = BEGAN + timedelta(hours=hours)
    return AthleteEvent(
        event_id=uuid7(at, sum(f"{user}{arm}".encode())),
        kind="assigned",
        user_id=user,
        payload={"experiment": "e1", "arm": arm, "by": "hash", **payload},
        occurred_at=at,
        recorded_at=at,
    )


def life(index: int, arm: str, days: int, *, done: int, more: int = 0) -> list[Any]:
    """Return one athlete's messages: a day before the start, then `days` in an arm.

    They do `done` activities a day, and in the arm `more` of them.
    """
    user = f"u{index:03d}"
    records: list[Any] = [
        replace(profile_event(BEGAN - DAY), user_id=user, event_id=uuid7(BEGAN - DAY, index))
    ]
    for day in range(-1, days):
        plan = _plan(user, index, day, arm)
        records += [plan, *(_done(plan, s + 1) for s in range(done + more * (day >= 0)))]
        if day == 0:
            told = assignment(user, arm, hours=8)
            records.append(replace(told, event_id=uuid7(told.occurred_at, index)))
    return records


def _plan(user: str, index: int, day: int, arm: str) -> Decision:
    at = BEGAN + day * DAY + timedelta(hours=8)
    exposure = {"experiment": "e1", "variant": arm} if day >= 0 else {}
    return decision(
        user_id=user,
        decided_at=at,
        decision_id=uuid7(at, index),
        context=CONTEXT,
        action=(index + day) % 12,
        **exposure,
    )


def _done(plan: Decision, slot: int) -> Any:
    return said(plan, slot, done=True, event_id=f"{plan.decision_id}-{slot}", user_id=plan.user_id)


def filled(settings: Settings, records: list[Any]) -> Settings:
    append_records(event_records(tuple(records)), EVENTS, settings)
    return settings


def world(each: int, days: int) -> list[Any]:
    """Return athletes of four arms who stay for different times; the bandit's do more."""
    return [
        record
        for index in range(4 * each)
        for record in life(
            index,
            ARMS[index % 4],
            days - index * 5 % 7,
            done=index // 4 % 3 + 1,
            more=index % 4 // 3,
        )
    ]


@pytest.fixture
def started(settings: Settings) -> Settings:
    """Return settings with a lake of four arms and the experiment running."""
    filled(settings, world(each=12, days=30))
    write_running(settings.published, experiment())
    return settings


def test_the_horizon_is_open_and_then_there_is_an_interval(started: Settings) -> None:
    early, late = (reported(started, BEGAN + n * DAY) for n in (10, 31))

    assert early is not None
    assert early.primary == "horizon open"
    assert [arm.mean_outcome for arm in early.arms] == [None] * 4
    assert late is not None
    assert isinstance(late.primary, Contrast)
    assert late.primary.ratio > 1.2
    assert late.ratio_assigned.counts == dict.fromkeys(ARMS, 12)
    assert late.ratio_exposed.counts == dict.fromkeys(ARMS, 12)
    assert all(arm.no_show_days > 0 for arm in late.arms)


def test_a_report_stands_in_the_api_the_lake_and_mlflow(started: Settings) -> None:
    found = reported(started, BEGAN + 31 * DAY)
    again = reported(started, BEGAN + 31 * DAY)

    assert found is not None
    assert again == found
    told = json.loads((folder(started.published) / "e1.json").read_text())
    assert (told["id"], told["status"]) == ("e1", "running")
    assert told["primary"]["ratio"] == found.primary.ratio  # type: ignore[union-attr]
    rows = read_records(EXPERIMENT_RESULTS, ExperimentResult, started)
    assert len({(r.kind, r.name) for r in rows}) == len(rows)
    assert {r.kind for r in rows} == {"primary", "contrast", "arm", "guardrail", "ratio"}
    run = Registry(started).client.get_run(log_run(found, started))
    assert run.data.metrics["primary.bandit_over_rules"] == pytest.approx(told["primary"]["ratio"])
    files = Registry(started).client.list_artifacts(run.info.run_id, "report")
    assert {one.path for one in files} == {"report/report.json", "report/report.png"}
    experiment_of = Registry(started).client.get_experiment(run.info.experiment_id)
    assert experiment_of.name == EXPERIMENTS


def test_the_first_assignment_stands_and_a_second_is_counted(settings: Settings) -> None:
    twice = [assignment("u1", "rules"), assignment("u1", "bandit", hours=1)]
    by_hand = assignment("u2", "bandit", hours=2, by="operator")
    filled(settings, [*twice, twice[1], by_hand])
    write_running(settings.published, experiment())
    found = reported(settings, BEGAN + DAY)

    assert found is not None
    assert found.second_assignments == 1
    assert found.by_hand == 1
    rows = {row.user_id: row for row in read_records(ASSIGNMENTS, AssignmentRow, settings)}
    assert (rows["u1"].arm, rows["u2"].arm) == ("rules", "bandit")
    assert rows["u2"].by_hand
    assert rows["u1"].decided_day == BEGAN.date()


def test_absent_days_are_no_shows_and_count_as_zero() -> None:
    present, gone = life(0, "rules", 28, done=2), life(1, "rules", 7, done=2)
    log = sorted_out([*present, *gone], "e1")
    here, away = athletes_of(log, experiment(), BEGAN + 40 * DAY)

    assert (here.no_show_days, away.no_show_days) == (0, 21)
    assert here.outcome is not None
    assert away.outcome == pytest.approx(here.outcome * 7 / 28)
    assert here.covariate == away.covariate != None  # noqa: E711 - both, and known


def test_a_newcomer_has_no_covariate() -> None:
    records = [one for one in life(0, "rules", 28, done=2) if not _before(one)]
    (only,) = athletes_of(sorted_out(records, "e1"), experiment(), BEGAN + 40 * DAY)

    assert only.covariate is None
    assert only.outcome is not None


def _before(record: Any) -> bool:
    return isinstance(record, Decision) and record.decided_at < BEGAN


def test_a_guardrail_stops_the_arm_in_the_running_experiment(settings: Settings) -> None:
    users = [f"u{index:04d}" for index in range(400)]
    told: list[Any] = [
        replace(
            assignment(user, ARMS[index % 4], hours=index / 10),
            event_id=uuid7(BEGAN + timedelta(hours=index / 10), index),
        )
        for index, user in enumerate(users)
    ]
    told += [
        replace(one, event_id=f"{one.event_id}-s", kind="safety", payload={"level": "refer"})
        for index, one in enumerate(told)
        if one.payload["arm"] == "random" and index % 8 == 0
    ]
    filled(settings, told)
    write_running(settings.published, experiment())
    found = reported(settings, BEGAN + 20 * DAY)

    running = read_running(settings.published)
    assert running is not None
    assert set(running.stopped) == {"random"}
    assert found is not None
    assert [arm.arm for arm in found.arms if arm.stopped] == ["random"]
    later = reported(settings, BEGAN + 21 * DAY)
    assert later is not None
    assert later.experiment.stopped == running.stopped


def test_popularity_learns_from_its_own_arm_and_the_run_in_only(settings: Settings) -> None:
    done = life(0, "popularity", 12, done=4) + life(1, "bandit", 12, done=0)
    filled(settings, done)
    write_running(settings.published, experiment())
    reported(settings, BEGAN + 20 * DAY)
    running = read_running(settings.published)

    assert running is not None
    # athlete 0's actions were done, athlete 1's were not: only the run-in of athlete 1 counts
    assert min(running.popularity) > 0.5


def test_without_an_experiment_there_is_nothing_to_report(settings: Settings) -> None:
    assert reported(settings, BEGAN) is None


def begun(settings: Settings, **given: Any) -> Experiment:
    wish: dict[str, Any] = {"id": "e1", "arms": arms_of(",".join(ARMS)), "salt": "pepper"}
    return start(settings, Wish(**wish | given), BEGAN)


def test_a_start_pins_the_champion_and_gives_the_arm_its_own_learner(settings: Settings) -> None:
    from jobs.materialize import apply

    apply(settings)
    publish_random_policy(settings.published)
    filled(settings, [one for index in range(3) for one in life(index, "rules", 0, done=2)])
    made = begun(settings)

    assert read_running(settings.published) == made
    assert made.pinned is not None
    held = load_population(settings.published, made.pinned.population_version)
    assert held.learner == made.pinned.learner == "enc-test:bandit"
    assert held.m.tolist() == load_population(settings.published, "pop-test").m.tolist()
    rows = learner_rows(settings, "enc-test:bandit")
    assert {row.user_id for row in rows} == {"u000", "u001", "u002"}
    assert sum(row.sign for row in rows) == 3
    told = json.loads((folder(settings.published) / "e1.json").read_text())
    assert told["primary"] == "horizon open"
    assert made.planned_n > 500


def test_a_second_start_and_a_used_id_are_refused(settings: Settings) -> None:
    begun(settings, arms=arms_of("rules,random"))
    with pytest.raises(BadExperiment, match="'e1' runs"):
        begun(settings, id="e2", arms=arms_of("rules,random"))
    (folder(settings.published) / "RUNNING.json").unlink()
    with pytest.raises(BadExperiment, match="another id"):
        begun(settings, arms=arms_of("rules,random"))


def test_a_bandit_needs_a_champion(settings: Settings) -> None:
    with pytest.raises(BadExperiment, match="promoted policy"):
        begun(settings)

    assert read_running(settings.published) is None


def test_arms_have_weights() -> None:
    assert [(arm.name, arm.weight) for arm in arms_of("rules, bandit=2")] == [
        ("rules", 1),
        ("bandit", 2),
    ]
    with pytest.raises(BadExperiment, match="whole weights"):
        arms_of("rules,bandit=half")


def test_a_stop_reports_once_more_and_ends(
    started: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.experiment.settings", lambda: started)
    told = CliRunner().invoke(app, ["stop", "--id", "e9"])
    assert told.exit_code == 2
    done = CliRunner().invoke(app, ["stop", "--id", "e1", "--as-of", "2026-11-05T00:00:00Z"])

    assert done.exit_code == 0, done.output
    assert read_running(started.published) is None
    report = json.loads((folder(started.published) / "e1.json").read_text())
    assert report["status"] == "ended"
    assert report["primary"] != "horizon open"


@pytest.fixture(scope="module")
def lived() -> Report:
    return simulated(athletes=64, days=60, seed=3)


def test_a_simulated_experiment_is_reported_by_the_same_function(lived: Report) -> None:
    assert lived.simulated
    assert lived.experiment.id == "simulated-3"
    assert sum(arm.assigned for arm in lived.arms) > 40
    assert all(arm.exposed == arm.assigned for arm in lived.arms)
    assert isinstance(lived.primary, Contrast)
    assert lived.primary.low < lived.primary.ratio < lived.primary.high
    assert len(lived.others) == 2
    assert not lived.ratio_assigned.alarm
    assert sum(arm.no_show_days for arm in lived.arms) > 0


def test_the_same_seed_gives_the_same_report(lived: Report) -> None:
    small = [simulated(athletes=8, days=45, seed=5) for _ in range(2)]

    assert small[0] == small[1]
    assert small[0].id != lived.id
