"""A written world: the landing folder, byte for byte."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from jobs.simulate import living, simulate
from models.domain.codec import from_json
from models.domain.events import AthleteEvent
from models.simulator.diary import Span

SPAN = Span(seed=7, start=date(2026, 8, 1), days=5)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("world")
    return folder, simulate(folder, SPAN, 4)


def lines(file: Path) -> list[dict[str, object]]:
    with gzip.open(file, "rt") as text:
        return [json.loads(line) for line in text]


def test_the_landing_folder_is_complete(world: tuple[Path, dict[str, object]]) -> None:
    folder, facts = world
    people = [json.loads(line) for line in (folder / "athletes.jsonl").read_text().splitlines()]
    events = folder / "events"

    assert len(people) == facts["athletes"] == 4
    assert len(lines(events / "decisions.jsonl.gz")) == facts["decisions"]
    assert len(lines(events / "feedback.jsonl.gz")) == facts["feedback"]
    profiles = [from_json(AthleteEvent, one) for one in lines(events / "athlete-events.jsonl.gz")]
    assert {p.user_id for p in profiles} == {p["user_id"] for p in people}
    hidden = lines(folder / "truth" / "athletes.jsonl.gz")
    assert [h["user_id"] for h in hidden] == [p["user_id"] for p in people]
    truth = {t["decision_id"] for t in lines(folder / "truth" / "decisions.jsonl.gz")}
    assert truth == {d["decision_id"] for d in lines(events / "decisions.jsonl.gz")}


def test_history_is_in_the_order_of_time(world: tuple[Path, dict[str, object]]) -> None:
    for name in ("feedback", "checkins"):
        times = [str(e["recorded_at"]) for e in lines(world[0] / "events" / f"{name}.jsonl.gz")]
        assert times == sorted(times)


def test_the_same_seed_writes_the_same_bytes(
    world: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    simulate(tmp_path, SPAN, 4)

    def content(folder: Path) -> dict[str, bytes]:
        files = (f for f in folder.rglob("*") if f.is_file())
        return {str(f.relative_to(folder)): f.read_bytes() for f in files}

    assert content(tmp_path) == content(world[0])


def test_the_living_are_those_who_stayed(world: tuple[Path, dict[str, object]]) -> None:
    people = living(world[0], 2)

    assert 1 <= len(people) <= 2
    assert all(p.traits.watch and p.latent.here[0] for p in people)
    known = (world[0] / "athletes.jsonl").read_text()
    assert all(p.profile()["external_id"] in known for p in people)
