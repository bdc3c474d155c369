"""100,000 random contexts through gate and policy: is anything removed ever offered?

`python -m tests.benchmarks.bench_gate`: Hypothesis draws 10,000 seeds, each of ten contexts (`make
test` looks at 3,000, a seed each). Each is screened, screened again on a worse day, and decided by
random scores; a violation is printed with its seed. A line of JSON each for the contexts and for
the processor time of a gate call.
"""

import json
import time
from random import Random
from statistics import quantiles
from typing import Annotated

import typer
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models.safety.gate import screen
from models.safety.rules import RULES
from models.safety.zero import counted
from tests.builders.offers import Tally, bundles
from tests.builders.situations import random_situation

CONTEXTS, TIMED, POLICIES = 100_000, 2_000, 8
BATCH = 10
"""Contexts an example: drawing an example costs as much as screening four."""


def looked_at(contexts: int) -> tuple[Tally, str]:
    """Return what was looked at, and the first violation's words."""
    tally = Tally(bundles(POLICIES))

    @settings(
        max_examples=contexts // BATCH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64 - 1))
    def check(seed: int) -> None:
        rng = Random(seed)
        for _ in range(BATCH):
            tally.look(rng.getrandbits(64))

    try:
        check()
    except AssertionError as error:
        return tally, "; ".join([*getattr(error, "__notes__", ()), str(error)])
    return tally, ""


def gate_ms() -> float:
    """Return the 99th percentile of a gate call's processor time in ms."""
    days = [random_situation(Random(seed)) for seed in range(TIMED)]
    times = []
    for one in days:
        begun = time.thread_time()
        screen(one)
        times.append(1000 * (time.thread_time() - begun))
    return quantiles(times, n=100)[98]


def main(contexts: Annotated[int, typer.Option(min=BATCH)] = CONTEXTS) -> None:
    """Print both lines."""
    begun = time.process_time()
    tally, violation = looked_at(contexts)
    told = {
        "name": "gate_contexts",
        "contexts": tally.contexts,
        "decided": tally.decided,
        "violation": violation,
        "silent_rules": [rule.id for rule in RULES if rule.id not in tally.fired],
        "least_fired": min(tally.fired.items(), key=lambda one: one[1]),
        "said": counted(int(bool(violation)), "violations", contexts=tally.contexts),
        "cpu_s": round(time.process_time() - begun, 1),
    }
    print(json.dumps(told))
    print(json.dumps({"name": "gate_time", "p99_ms": round(gate_ms(), 3)}))


if __name__ == "__main__":
    typer.run(main)
