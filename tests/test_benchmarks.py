"""Benchmarks run by hand: what they import must not go away unseen."""

import importlib
from pathlib import Path

import pytest

from infra.settings import REPO
from tests.builders.real_data import real_folder

BENCHMARKS = sorted(file.stem for file in (REPO / "tests" / "benchmarks").glob("bench_*.py"))


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_can_be_imported(name: str) -> None:
    module = importlib.import_module(f"tests.benchmarks.{name}")

    assert callable(module.main)


def test_real_exports_lie_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITLOOP_REAL_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="FITLOOP_REAL_DATA"):
        real_folder()
    (tmp_path / "README.md").touch()

    assert real_folder() == tmp_path
