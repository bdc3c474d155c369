import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from models.domain.codec import from_json, to_json
from models.experiments.definition import Arm, BadExperiment, Experiment, arm_learns
from models.experiments.running import end_running, folder, read_running, write_running
from tests.builders.decisions import decision
from tests.builders.experiments import experiment


def test_a_definition_survives_its_file(tmp_path: Path) -> None:
    written = experiment(stopped={"random": "incidents"})
    assert read_running(tmp_path) is None
    write_running(tmp_path, written)

    assert read_running(tmp_path) == written
    end_running(tmp_path)
    assert read_running(tmp_path) is None


def test_a_half_written_definition_is_an_error_not_an_absence(tmp_path: Path) -> None:
    write_running(tmp_path, experiment())
    (folder(tmp_path) / "RUNNING.json").write_text('{"id": "e1"')

    with pytest.raises(ValueError, match="delimiter"):
        read_running(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"id": "../../CURRENT"}, "lower-case"),
        ({"arms": (Arm(name="random"), Arm(name="bandit"))}, "rules and at least one other"),
        ({"arms": (Arm(name="rules"), Arm(name="rules"))}, "each once"),
        ({"arms": (Arm(name="rules"), Arm(name="magic"))}, "magic"),
        ({"arms": (Arm(name="rules"), Arm(name="random", weight=0))}, "at least 1"),
        ({"pinned": None}, "promoted policy"),
        ({"stopped": {"magic": "?"}}, "only an arm can be stopped"),
    ],
)
def test_what_cannot_run_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(BadExperiment, match=words):
        experiment(**wrong)


def test_a_bad_file_is_refused_like_a_bad_definition() -> None:
    held = to_json(experiment()) | {"pinned": None}

    with pytest.raises(BadExperiment):
        from_json(Experiment, json.loads(json.dumps(held)))


def test_a_stopped_arm_falls_to_the_rules_and_keeps_its_name() -> None:
    stopped = dataclasses.replace(experiment(), stopped={"bandit": "incidents"})

    assert stopped.decides("bandit") == "rules"
    assert stopped.decides("random") == "random"
    assert "bandit" in stopped.names


@pytest.mark.parametrize(
    ("of", "taken"),
    [
        ({"experiment": None}, True),
        ({"experiment": "e1", "variant": "bandit"}, True),
        ({"experiment": "e1", "variant": "rules"}, False),
        ({"experiment": "e0", "variant": "bandit"}, False),
    ],
)
def test_the_arm_learns_from_the_run_in_and_its_own(of: dict[str, Any], taken: bool) -> None:
    assert arm_learns(decision(**of), "e1") is taken
