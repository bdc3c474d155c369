"""One command plays every baseline in every world and keeps the numbers."""

import json
from pathlib import Path

import pytest
import typer

from jobs import baselines
from models.simulator import table
from models.simulator.baselines import POLICIES
from models.simulator.fingerprint import frozen
from models.simulator.worlds import WORLDS


def test_every_world_is_played_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "baselines.json"
    monkeypatch.setattr(table, "FILE", file)

    baselines.main(athletes=2, days=8, seeds=2)

    kept = json.loads(file.read_text())
    assert list(kept["worlds"]) == list(WORLDS)
    for name, found in kept["worlds"].items():
        assert found["hashes"] == frozen()[name]
        assert [one["athletes"] for one in found["policies"].values()] == [4] * len(POLICIES)


def test_worlds_that_are_not_the_frozen_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "frozen", dict)

    with pytest.raises(typer.BadParameter, match="--freeze"):
        baselines.main(athletes=2, days=8, seeds=2)
