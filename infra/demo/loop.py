"""The loop itself: simulate, lake, policy, serve, live, learn."""

import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx

from infra.demo.report import STATE, Facts, Report
from infra.demo.world import World

LANDING = STATE / "landing"
START = "2026-08-01"
ATHLETES, DAYS, SEED = 200, 60, 7
LIVING, LIVE_DAYS, LIVE_START = 3, 14, "2026-09-30"
LAKE_AS_OF = "2026-09-30T03:00:00+00:00"
ME_AT = "2026-09-30T10:00:00+00:00"
CLOSE_AS_OF = "2026-10-16T03:00:00+00:00"


def simulate(world: World) -> "Future[Facts]":
    """Begin to generate athletes with known truth: their vendor exports and history."""
    size = ["--athletes", str(ATHLETES), "--days", str(DAYS), "--seed", str(SEED)]
    return world.begin("jobs.simulate", *size, "--start", START)


def simulated(report: Report, begun: "Future[Facts]") -> None:
    """Wait for the athletes' files."""
    with report.stage("simulate") as stage:
        facts = begun.result()
        stage.say(
            f"{facts['athletes']} athletes x {DAYS} days, seed {SEED}: {facts['files']} vendor "
            f"files ({facts['megabytes']} MB), {facts['decisions']:,} logged decisions, "
            f"{facts['feedback']:,} feedback events",
            **facts,
        )


def register(report: Report, world: World, data: Path | None) -> str | None:
    """Register everyone in the operational database; return the user_id of `me`."""
    with report.stage("register") as stage:
        people = str(LANDING / "athletes.jsonl")
        facts = world.job("serving.athletes", "load", people, "--as-of", f"{START}T00:00:00+00:00")
        stage.say(f"{facts['created']} athletes in the operational database", **facts)
        before = str(LANDING / "events" / "decisions.jsonl.gz")
        told = world.job("serving.athletes", "history", before)
        stage.say(f"the gate knows {told['stored']:,} decisions from before", history=told)
        if data is None:
            return None
        me = world.run_module("serving.athletes", "id", "me").strip().splitlines()[-1]
        stage.say(f"athlete `me` owns every file of {data}", me=me)
        return me


def lake(report: Report, world: World, me: str | None, data: Path | None) -> None:
    """Run the DAG `lake`: bronze, silver, gold, validation, online store."""
    with report.stage("dag lake") as stage:
        folder = {"folder": f"{me}={data}"} if me else {}
        world.dag("lake", {"as_of": LAKE_AS_OF, **folder})
        facts, online = world.facts("lake"), world.facts("materialize")
        landed = facts["ingest"]
        stage.say(
            f"bronze: {_counts(landed['records'])} records; events: {_counts(landed['events'])}"
        )
        stage.say(f"rejected: {_counts(landed['rejected']) or 'none'}")
        stage.say(f"files: {_counts(landed['statuses'])}")
        stage.say(f"tables: {_counts(facts['rows'])}")
        stage.say(
            f"{facts['expectations']} expectations held; {facts['features']} features, "
            f"online for {online['athletes']} athletes",
            lake=facts,
            materialize=online,
        )
    for one in landed["refused"]:
        report.console.print(f"{'':23}[dim]{one['status']:<18} {one['name']}: {one['detail']}[/]")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items())


def policy(report: Report, world: World) -> None:
    """Run the DAG `policy`: training set, training, evaluation, replay, gate."""
    with report.stage("dag policy") as stage:
        world.ready("mlflow", "kafka")
        world.job("jobs.topics")
        # the DAG leaves a core idle half of its time: enough for what comes after it to start
        world.start("torchserve", "stream")
        world.dag("policy", {"as_of": LAKE_AS_OF})
        rows, found = world.facts("training_set"), world.facts("evaluate")
        gate, rebuilt = world.facts("promote"), world.facts("rebuild")
        stage.facts |= {"training_set": rows, "rebuild": rebuilt, "evaluate": found}
        stage.say(_training_line(rows))
        stage.say(
            f"plan success AUC {found['auc']:.3f} (the smaller of unseen athletes and later days), "
            f"the oracle's {found['oracle_auc']:.3f}"
        )
        for name in ("challenger", "champion"):
            stage.say(_values_line(name, found["ope"][name]))
        delta = found["ope"]["delta"]
        stage.say(
            f"challenger - champion (rules): {delta['value']:+.4f} [{delta['low']:+.4f}, "
            f"{delta['high']:+.4f}], {delta['rows']:,} rows of {delta['athletes']} athletes"
        )
        stage.say(_gate_line(gate))
    report.figures |= {
        "auc": found["auc"],
        "oracle_auc": found["oracle_auc"],
        "ope": found["ope"],
        "gate": gate,
    }
    report.check(gate["accepted"], f"the gate did not promote: {gate['reason']}")


def _training_line(rows: Facts) -> str:
    numbers = {k: v for k, v in rows.items() if isinstance(v, int)}
    return "training set: " + _counts(numbers)


def _values_line(name: str, values: dict[str, Any]) -> str:
    shown = [
        f"{method.upper()} {values[method]['value']:.3f} "
        f"[{values[method]['low']:.3f}, {values[method]['high']:.3f}]"
        for method in ("ips", "snips", "dr")
    ]
    weights = values["weights"]
    rows = values["dr"]["rows"]
    return f"{name}: {', '.join(shown)}, effective sample {weights['ess']:,.0f} of {rows:,}"


def _gate_line(gate: Facts) -> str:
    word = "promoted" if gate["accepted"] else "not promoted"
    missing = "; ".join(gate["missing_to_evaluable"])
    return (
        f"gate: [bold]{gate['verdict']}[/], bootstrap {str(gate['bootstrap']).lower()}, {word}; "
        f"half-width {gate['half_width']:.3f}; missing to evaluable: {missing or 'nothing'}"
    )


def serve(report: Report, world: World) -> None:
    """Start the API on the promoted policy; TorchServe and the stream run since the DAG."""
    with report.stage("serve") as stage:
        world.ready("torchserve")
        # after TorchServe, for it warms up what it asks
        world.start("api")
        world.ready("api")
        about = httpx.get(f"{world.api}/health/ready", timeout=10).json()
        stage.say(f"TorchServe, API at {world.api}, stream; {json.dumps(about)}", ready=about)


def live(report: Report, world: World, me: str | None) -> None:
    """Live two weeks of three athletes through the API."""
    with report.stage("live") as stage:
        token = world.run_module("serving.tokens", "--scope", "ops").strip()
        span = ["--start", LIVE_START, "--days", str(LIVE_DAYS), "--athletes", str(LIVING)]
        facts = world.job("jobs.live", "--ops-token", token, *span)
        stage.say(
            f"{facts['athletes']} athletes x {facts['days']} days: {facts['decisions']} plans, "
            f"{facts['reported']} activities reported; rungs {_counts(facts['rungs'])}",
            **facts,
        )
        first, last = facts["first"], facts["last"]
        stage.say(_decision_line("first", first))
        stage.say(_decision_line("last ", last))
        stage.say(
            f"{facts['action_name']}: probability {facts['probability_before']:.3f} before the "
            f"first feedback, {facts['probability_after']:.3f} after the last"
        )
        if me is not None:
            _plan_for_me(report, world, token)
    report.figures |= {
        "posterior_version_before": first["posterior_version"],
        "posterior_version_after": last["posterior_version"],
    }
    changed = first["posterior_version"] != last["posterior_version"]
    report.check(changed, "two weeks of feedback did not change the posterior")
    in_time = facts["rungs"].get("champion", 0) + facts["rungs"].get("in_process", 0)
    report.check(in_time == facts["decisions"], f"fallback rungs decided: {facts['rungs']}")


def _decision_line(name: str, plan: Facts) -> str:
    return (
        f"{name} decision: {plan['rl_action']} with p {plan['action_probability']:.3f}, "
        f"{plan['removed']} removed, posterior {plan['posterior_version']}, "
        f"body data {plan['body_age']}"
    )


def _plan_for_me(report: Report, world: World, ops: str) -> None:
    """Ask for the plan of the athlete whose files came from DATA."""
    clock = {"X-As-Of": ME_AT}
    with httpx.Client(base_url=world.api, timeout=30) as http:
        known = http.post(
            "/athletes",
            json={"external_id": "me", "consent": True},
            headers={"Authorization": f"Bearer {ops}", **clock},
        ).json()
        plan = http.get(
            "/activity/recommended/",
            headers={"Authorization": f"Bearer {known['access_token']}", **clock},
        ).json()
    report.stages[-1].say(
        f"plan for me: {plan['rl_action']} ({plan['rung']}): "
        + ", ".join(one["name"] for one in plan["activities"]),
        me=plan,
    )
    report.check(len(plan["activities"]) >= 5, f"the plan for me is too short: {plan}")


def learn(report: Report, world: World) -> None:
    """Close every reward and wait until the stream has learnt from all of it."""
    with report.stage("learn") as stage:
        closed = world.job("jobs.close_rewards", "--as-of", CLOSE_AS_OF)
        settled = world.job("jobs.settled")
        stage.say(
            f"{closed['closed']} rewards closed, {settled['events']:,} events streamed into "
            f"{settled['rows']:,} posterior updates; dead letters {settled['dead_letters']}",
            **closed,
            **settled,
        )
        ledger = world.job("jobs.incidents", "--as-of", CLOSE_AS_OF)
        for line in ledger["said"]:
            stage.say(line)
        stage.facts["incidents"] = ledger
    report.check(not ledger["violations"], f"plans went against hard rules: {ledger}")
