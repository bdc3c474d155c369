"""Make generated athletes: vendor exports, the history of a logging policy, and the truth.

OUT/athletes/USER_ID/{export.zip,oura/{sleep,daily_readiness}.json,hevy.csv}
OUT/events/{decisions,feedback,checkins,athlete-events}.jsonl.gz
OUT/athletes.jsonl, OUT/truth/{decisions,athletes}.jsonl.gz, OUT/truth/world.json

The same seed gives the same bytes.
"""

import gzip
import json
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from infra.settings import settings
from jobs.facts import emit
from models.domain import topics
from models.domain.codec import to_json
from models.simulator import life
from models.simulator.apple import export_zip
from models.simulator.closes import successes
from models.simulator.diary import Diary, Span
from models.simulator.hevy import hevy_csv
from models.simulator.live import LivingAthlete
from models.simulator.live import living as living_athlete
from models.simulator.oura import oura_readiness, oura_sleep
from models.simulator.profiles import external_id, registration
from models.simulator.truth import DENSE_INDEX, SEED_KEYS, athlete, stream
from models.simulator.worlds import WORLDS

WORKERS = 2
EVENTS = {
    topics.DECISIONS: "decisions",
    topics.FEEDBACK: "feedback",
    topics.CHECKINS: "checkins",
    topics.ATHLETE_EVENTS: "profiles",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What one athlete adds to the shared files, and to the facts."""

    registration: dict[str, Any]
    lines: dict[str, list[tuple[str, str]]]
    """History file -> (time, JSON)."""
    truth: list[dict[str, Any]]
    files: int
    outcomes: list[tuple[float, bool]]
    """(success probability, success) of the closed decisions."""
    shares: list[float]
    """Done share of the minutes per plan."""
    hidden: dict[str, Any]
    """What no record tells of the person: days of incidents, illness, travel; when they stopped."""


def simulate(out: Path, span: Span, athletes: int) -> dict[str, Any]:
    """Write the whole landing folder; return facts about it."""
    began = time.monotonic()
    written = _all_written(out, span, athletes)
    for topic in EVENTS:
        name = topics.history_file(topic)
        lines = sorted(line for w in written for line in w.lines[name])
        _gzip(out / "events" / name, (text for _, text in lines))
    _gzip(out / "truth" / "decisions.jsonl.gz", (json.dumps(t) for w in written for t in w.truth))
    _gzip(out / "truth" / "athletes.jsonl.gz", (json.dumps(w.hidden) for w in written))
    world = asdict(span) | {"start": span.start.isoformat(), "athletes": athletes}
    world["parameters"] = WORLDS[span.world].hash
    (out / "truth" / "world.json").write_text(json.dumps(world))
    people = "".join(json.dumps(w.registration) + "\n" for w in written)
    (out / "athletes.jsonl").write_text(people)
    return _facts(out, written) | {"seconds": round(time.monotonic() - began, 1)}


def _all_written(out: Path, span: Span, athletes: int) -> list[Written]:
    # spawn: a forked child would inherit whatever threads the caller runs (Spark's, pytest's)
    pool = ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))
    with pool:
        work = pool.map(partial(write_athlete, out, span), range(athletes), chunksize=2)
        console = Console(stderr=True)
        return list(track(work, "simulating", total=athletes, console=console))


def write_athlete(out: Path, span: Span, index: int) -> Written:
    """Live one athlete's life and write their vendor files."""
    diary = life.live(athlete(span.seed, index, WORLDS[span.world]), span)
    profile = registration(diary.traits.profile, external_id(index))
    person = {
        "external_id": profile.pop("external_id"),
        "user_id": diary.traits.profile.user_id,
        "profile": profile,
    }
    lines = {
        topics.history_file(topic): [_line(record) for record in getattr(diary, name)]
        for topic, name in EVENTS.items()
    }
    won = successes(diary)
    chance = {t["decision_id"]: float(t["success_probability"]) for t in diary.truth}
    return Written(
        registration=person,
        lines=lines,
        truth=diary.truth,
        files=_vendor_files(out / "athletes" / person["user_id"], diary),
        outcomes=[(chance[one], success) for one, success in won.items()],
        shares=[done.share for done in diary.done if done.share is not None],
        hidden={"user_id": person["user_id"], **diary.hidden, "gone": diary.gone},
    )


def _vendor_files(folder: Path, diary: Diary) -> int:
    files = vendor_files(diary)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return len(files)


def vendor_files(diary: Diary) -> dict[str, bytes]:
    """Return the athlete's exports by file name."""
    traits = diary.traits
    rng = stream(diary.span.seed, traits.index, SEED_KEYS["vendor"])
    files: dict[str, bytes] = {}
    if traits.watch:
        dense = traits.index == DENSE_INDEX
        files["export.zip"] = export_zip(traits, diary.days, rng, dense=dense)
    if traits.ring:
        files["oura/sleep.json"] = oura_sleep(traits, diary.days)
        files["oura/daily_readiness.json"] = oura_readiness(traits, diary.days)
    if traits.lifting_log:
        files["hevy.csv"] = hevy_csv(diary.days, rng)
    return files


def _line(record: Any) -> tuple[str, str]:
    value = to_json(record)
    at = value.get("recorded_at") or value["decided_at"]
    return at, json.dumps(value, separators=(",", ":"))


def _gzip(file: Path, lines: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # mtime 0 and no name: the same world has the same bytes
    with file.open("wb") as raw, gzip.GzipFile("", "wb", 3, raw, mtime=0) as out:
        for line in lines:
            out.write(line.encode() + b"\n")


def _facts(out: Path, written: list[Written]) -> dict[str, Any]:
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    counts = {name: sum(len(w.lines[name]) for w in written) for name in written[0].lines}
    chance, won = np.array([o for w in written for o in w.outcomes], dtype=float).reshape(-1, 2).T
    return {
        "athletes": len(written),
        "incidents": sum(len(w.hidden["incidents"]) for w in written),
        "files": sum(w.files for w in written),
        "megabytes": round(size / 1e6, 1),
        "decisions": counts["decisions.jsonl.gz"],
        "feedback": counts["feedback.jsonl.gz"],
        "checkins": counts["checkins.jsonl.gz"],
        "completion": round(float(np.mean([s for w in written for s in w.shares])), 3),
        "success": round(float(won.mean()), 3) if len(won) else None,
        "oracle_auc": _oracle_auc(chance, won),
        "stopped": round(float(np.mean([w.hidden["gone"] is not None for w in written])), 3),
    }


def _oracle_auc(chance: "np.ndarray[Any, Any]", won: "np.ndarray[Any, Any]") -> float | None:
    """Return the AUC of the true probabilities; None where all or nothing succeeded."""
    # scipy.stats costs more to import than an athlete costs to live: not in the workers
    from models.evaluation.auc import auc

    both = 0 < won.sum() < len(won)
    return round(auc(won == 1, chance).value, 4) if both else None


def living(folder: Path, count: int) -> list[LivingAthlete]:
    """Return the first `count` watch wearers of a written world who still train at its end."""
    world = json.loads((folder / "truth" / "world.json").read_text())
    start = date.fromisoformat(world["start"])
    span = Span(seed=world["seed"], start=start, days=world["days"], world=world["world"])
    chosen = (living_athlete(span, index) for index in range(world["athletes"]))
    return list(islice((one for one in chosen if one and one.traits.watch), count))


def main(  # noqa: PLR0913 - an argument for each option
    athletes: Annotated[int, typer.Option(min=1)] = 200,
    days: Annotated[int, typer.Option(min=2)] = 60,
    seed: int = 7,
    world: Annotated[str, typer.Option(help=", ".join(WORLDS))] = "base",
    start: Annotated[str, typer.Option(help="first local day")] = "2026-08-01",
    out: Annotated[Path | None, typer.Option(help="default: the landing folder")] = None,
) -> None:
    """Write generated athletes to the landing folder."""
    if world not in WORLDS:
        raise typer.BadParameter(f"no world {world}; there are {', '.join(WORLDS)}")
    chosen = settings()
    folder = out or chosen.state / "landing"
    span = Span(seed=seed, start=date.fromisoformat(start), days=days, world=world)
    emit("simulate", simulate(folder, span, athletes), chosen)


if __name__ == "__main__":
    typer.run(main)
