"""What the demo proves at its end: every decision replays, batch == stream."""

from infra.demo.report import Report
from infra.demo.world import World


def replay(report: Report, world: World) -> None:
    """Replay every recorded decision from its record alone."""
    with report.stage("replay") as stage:
        facts = world.job("serving.replay", "--all")
        stage.say(
            f"{facts['replayed']} decisions replayed bit for bit, {facts['mismatches']} mismatches",
            **facts,
        )
    report.figures |= {
        "replayed": facts["replayed"],
        "replay_mismatches": facts["mismatches"],
    }
    report.check(facts["replayed"] > 0, "no decision was replayed")
    report.check(facts["mismatches"] == 0, f"{facts['mismatches']} decisions do not replay")


def posterior(report: Report, world: World) -> None:
    """Compare the streamed posterior with a batch replay of the whole log."""
    with report.stage("verify") as stage:
        facts = world.job("jobs.rebuild", "--verify")
        stage.say(
            f"batch posterior == streamed posterior: integer sums differ by at most "
            f"{facts['posterior_max_abs_diff']}, {facts['states']} served states by at most "
            f"{facts['state_max_abs_diff']:.1e}",
            **facts,
        )
    report.figures["posterior_max_abs_diff"] = facts["posterior_max_abs_diff"]
    report.check(facts["equal"], f"batch and stream differ: {facts}")
