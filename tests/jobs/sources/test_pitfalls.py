"""The list of pitfalls names tests that exist, and a property for every source."""

import re
from pathlib import Path

from infra.settings import REPO
from jobs.sources.staging import SINKS

HERE = Path(__file__).parent
LIST = (HERE / "README.md").read_text()
NAMED = re.compile(r"`(test_\w+)::(test_\w+)(?:\[([^\]]+)\])?`")
FILES = [(file.stem, file.read_text()) for file in (REPO / "tests" / "jobs").rglob("test_*.py")]


def stands(file: str, test: str, case: str) -> bool:
    texts = [text for name, text in FILES if name == file and f"def {test}(" in text]
    return any(not case or f'"{case}"' in text for text in texts)


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(LIST)

    assert [one for one in named if not stands(*one)] == []
    # each row that is no head and no rule of a table names one
    rows = [line for line in LIST.splitlines() if line.startswith("| ")]
    heads = [line for line in rows if line.endswith(("proof |", "property |"))]
    assert len(heads) == LIST.count("\n|---")
    assert [line for line in rows if line not in heads and not NAMED.search(line)] == []


def test_every_source_has_a_property_of_its_own() -> None:
    table = LIST.split("## Properties")[1]

    assert [source for source in SINKS if f"`{source}`" not in table] == []
