"""Make generated athletes: vendor exports, the history of a logging policy, and the truth.

OUT/athletes/USER_ID/{export.zip,oura/*.json,hevy.csv}
OUT/events/{decisions,feedback,checkins,athlete-events}.jsonl.gz
OUT/athletes.jsonl, OUT/truth/decisions.jsonl.gz, OUT/truth/world.json
"""

import gzip
import json
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from infra.settings import settings
from jobs.facts import emit
from models.domain import topics
from models.domain.codec import to_json
from models.simulator import life
from models.simulator.apple import export_zip
from models.simulator.life import Diary, Span
from models.simulator.live import LivingAthlete
from models.simulator.profiles import registration
from models.simulator.truth import next_morning, stream, traits_of
from models.simulator.vendors import hevy_csv, oura_readiness, oura_sleep

DENSE_INDEX = 0
"""This athlete always wears a watch at full density."""
EVENTS = {
    topics.DECISIONS: "decisions",
    topics.FEEDBACK: "feedback",
    topics.CHECKINS: "checkins",
    topics.ATHLETE_EVENTS: "profiles",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What one athlete adds to the shared files."""

    registration: dict[str, Any]
    lines: dict[str, list[tuple[str, str]]]
    """History file -> (time, JSON)."""
    truth: list[dict[str, object]]
    records: int


def user_id_of(seed: int, index: int) -> str:
    """Return the surrogate of a generated athlete: random, but the same for the same seed."""
    return str(uuid.UUID(bytes=stream(seed, index, 9).bytes(16), version=4))


def simulate(out: Path, span: Span, athletes: int) -> dict[str, Any]:
    """Write the whole landing folder; return facts about it."""
    began = time.monotonic()
    one = partial(write_athlete, out, span)
    with ProcessPoolExecutor(max_workers=2) as pool:
        console = Console(stderr=True)
        work = pool.map(one, range(athletes), chunksize=4)
        written = list(track(work, "simulating", total=athletes, console=console))
    for topic in EVENTS:
        name = topics.history_file(topic)
        lines = sorted(line for w in written for line in w.lines[name])
        _gzip(out / "events" / name, (text for _, text in lines))
    _gzip(out / "truth" / "decisions.jsonl.gz", (json.dumps(t) for w in written for t in w.truth))
    world = {"seed": span.seed, "start": span.start.isoformat(), "days": span.days}
    (out / "truth" / "world.json").write_text(json.dumps(world | {"athletes": athletes}))
    people = "".join(json.dumps(w.registration) + "\n" for w in written)
    (out / "athletes.jsonl").write_text(people)
    return _facts(out, written) | {"seconds": round(time.monotonic() - began, 1)}


def write_athlete(out: Path, span: Span, index: int) -> Written:
    """Live one athlete's life and write their vendor files."""
    diary = life.live(_traits(span, index), span)
    user_id = diary.traits.profile.user_id
    folder = out / "athletes" / user_id
    folder.mkdir(parents=True, exist_ok=True)
    records = _vendor_files(folder, diary, span)
    lines = {
        topics.history_file(topic): [_line(record) for record in getattr(diary, name)]
        for topic, name in EVENTS.items()
    }
    profile = registration(diary.traits.profile, f"generated-{index:04d}")
    external = profile.pop("external_id")
    person = {"external_id": external, "user_id": user_id, "profile": profile}
    return Written(person, lines, diary.truth, records)


def _traits(span: Span, index: int) -> Any:
    from dataclasses import replace

    traits = traits_of(span.seed, index, span.days, user_id_of(span.seed, index))
    return replace(traits, watch=True) if index == DENSE_INDEX else traits


def _vendor_files(folder: Path, diary: Diary, span: Span) -> int:
    traits, rng = diary.traits, stream(span.seed, diary.traits.index, 5)
    files: dict[str, bytes] = {}
    if traits.watch:
        dense = traits.index == DENSE_INDEX
        files["export.zip"] = export_zip(traits, diary.days, rng, dense=dense)
    if traits.ring:
        files["oura/sleep.json"] = oura_sleep(diary.days)
        files["oura/daily_readiness.json"] = oura_readiness(diary.days)
    if traits.lifting_log:
        files["hevy.csv"] = hevy_csv(diary.days, rng)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return len(files)


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
    return {
        "athletes": len(written),
        "files": sum(w.records for w in written),
        "megabytes": round(size / 1e6, 1),
        "decisions": counts["decisions.jsonl.gz"],
        "feedback": counts["feedback.jsonl.gz"],
        "checkins": counts["checkins.jsonl.gz"],
    }


def living(folder: Path, count: int) -> list[LivingAthlete]:
    """Return the first `count` athletes of a written world who are still training at its end."""
    world = json.loads((folder / "truth" / "world.json").read_text())
    span = Span(seed=world["seed"], start=date.fromisoformat(world["start"]), days=world["days"])
    found: list[LivingAthlete] = []
    for index in range(world["athletes"]):
        traits = _traits(span, index)
        if traits.last_day > span.days and traits.watch and len(found) < count:
            found.append(_grown(traits, span))
    return found


def _grown(traits: Any, span: Span) -> LivingAthlete:
    """Return an athlete on the first morning after the span."""
    diary = life.live(traits, span)
    last = diary.days[-1].latent
    rng = stream(span.seed, traits.index, 6)
    morning = next_morning(traits, last, diary.loads[-1], rng)
    today = date.fromordinal(span.start.toordinal() + span.days)
    return LivingAthlete(traits, morning, today, span.seed)


def main(
    athletes: Annotated[int, typer.Option(min=1)] = 200,
    days: Annotated[int, typer.Option(min=2)] = 60,
    seed: int = 7,
    start: Annotated[str, typer.Option(help="first local day")] = "2026-08-01",
    out: Annotated[Path | None, typer.Option(help="default: the landing folder")] = None,
) -> None:
    """Write generated athletes to the landing folder."""
    chosen = settings()
    folder = out or chosen.state / "landing"
    span = Span(seed=seed, start=date.fromisoformat(start), days=days)
    emit("simulate", simulate(folder, span, athletes), chosen)


if __name__ == "__main__":
    typer.run(main)
