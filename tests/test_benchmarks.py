"""Benchmarks run by hand: what they import must not go away unseen."""

import importlib

import pytest

from infra.settings import REPO

BENCHMARKS = sorted(file.stem for file in (REPO / "tests" / "benchmarks").glob("bench_*.py"))


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_can_be_imported(name: str) -> None:
    module = importlib.import_module(f"tests.benchmarks.{name}")

    assert callable(module.main)
