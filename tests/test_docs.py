"""The README can't drift: every target, setting, DAG, endpoint and folder stands in it."""

import re
from pathlib import Path

from infra.settings import REPO, Settings
from models.domain.topics import TOPICS

README = (REPO / "README.md").read_text()


def test_every_make_target_is_explained() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (REPO / "Makefile").read_text(), re.MULTILINE)

    assert [t for t in targets if f"make {t}" not in README] == []


def test_every_setting_is_in_the_example() -> None:
    text = (REPO / ".env.example").read_text()

    assert [n for n in Settings.model_fields if f"FITLOOP_{n.upper()}" not in text] == []


def test_every_dag_is_listed() -> None:
    dags = [file.stem for file in (REPO / "dags").glob("*.py")]

    assert [d for d in dags if f"| `{d}` |" not in README] == []


def test_every_endpoint_is_listed() -> None:
    routes = [
        path
        for file in (REPO / "serving" / "routers").glob("*.py")
        for path in re.findall(r'\.(?:get|post|delete)\(\s*"([^"]+)"', file.read_text())
    ]

    assert routes, "no route found: the pattern no longer fits the routers"
    assert [r for r in routes if r not in README] == []


def test_every_topic_is_named() -> None:
    assert [t.name for t in TOPICS if t.name not in README] == []


def test_every_decision_record_is_short() -> None:
    for file in (REPO / "infra" / "decisions").glob("*.md"):
        assert re.match(r"\d{4}-[a-z0-9-]+\.md", file.name)
        assert len(Path(file).read_text().splitlines()) <= 40, file
