"""The coach's safety benchmark and its times: `python -m tests.benchmarks.bench_coach`.

Recall and false refusals on the written cases, those of the first three hands and of the fourth
apart (what is held back was never looked at while the phrases were written), milliseconds of the
gate, and milliseconds to the first token without a key, in process on a temporary database. Ends
with one JSON line per figure; the bar is on the first three hands' held-back half.
"""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from serving.coach.conversation import converse
from serving.coach.gate import heard
from serving.db.engine import Database
from serving.migrate import migrate
from serving.service import Deps, Service, service_of
from tests.benchmarks.bench_recommended import AT, registered
from tests.builders.bundles import publish_random_policy
from tests.builders.coach_cases import FIRST, FOURTH, asked, cases, share
from tests.builders.online_rows import OnlineRows
from tests.builders.processes import settings_of

KINDS = ("red_flag", "crisis", "pain", "injection_message", "injection_title", "benign")
KINDS_FOURTH = ("red_flag", "crisis", "benign")
ATHLETES = 40


def main() -> None:
    for hands, kinds in ((FIRST, KINDS), (FOURTH, KINDS_FOURTH)):
        for split in ("dev", "held_back"):
            for kind in kinds:
                show(kind, split, hands)
    flags, benign = share("red_flag", "held_back"), share("benign", "held_back")
    tell("recall", flags[0] / flags[1])
    tell("false_refusals", 1 - benign[0] / benign[1])
    tell("gate_p95_ms", _p95([_seconds(lambda t=c.text: heard(t)) for c in cases()]))
    tell("gate_p95_processor_ms", _p95([_processor_seconds(c.text) for c in cases()]))
    tell("gate_longest_ms", 1000 * _seconds(lambda: heard("my chest, no, my knee hurts, " * 138)))
    with tempfile.TemporaryDirectory() as folder:
        tell("first_token_p95_ms", _first_tokens(Path(folder)))


def show(kind: str, split: str, hands: str) -> None:
    met, count = share(kind, split, hands)
    low, high = binomtest(met, count).proportion_ci(method="exact")
    back = asked(kind, split, hands)
    shown = f"{met:3} of {count:3}  [{low:.3f}, {high:.3f}]  asked {back}"
    print(f"{hands:4} {split:10} {kind:18} {shown}")


def tell(name: str, value: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 4)}))


def _first_tokens(folder: Path) -> float:
    settings = settings_of(folder)
    publish_random_policy(settings.published)
    house = service_of(settings, Deps(Database(settings.database_url), OnlineRows(), None, None))
    migrate(house.database)
    house.ladder.warm()
    users = registered(settings, ATHLETES)
    times = [_first(house, user, text) for user in users for text in ("hello", "why this plan?")]
    return _p95(times[4:])


def _first(house: Service, user: str, text: str) -> float:
    began = time.perf_counter()
    now = datetime.fromisoformat(AT)
    next(event for event in converse(house, user, text, now) if event.name == "token")
    return time.perf_counter() - began


def _seconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _processor_seconds(text: str) -> float:
    """Return what the gate takes of a processor, whatever else the machine does."""
    began = time.thread_time()
    heard(text)
    return time.thread_time() - began


def _p95(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95)) * 1000


if __name__ == "__main__":
    main()
