"""House rules that a machine can check (style.md, twenty principles)."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

from infra.settings import REPO

PACKAGES = ("models", "jobs", "streaming", "serving", "expectations", "infra", "feature_repo")
MAX_FILE, MAX_FUNCTION, MEDIAN_FUNCTION, P90_FUNCTION = 250, 50, 8, 25
DATES = re.compile(
    r"datetime\.now|time\.time\(|date\.today|os\.environ|np\.random\.(?!Gen|Seed|PCG)"
)


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPO, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [REPO / f for f in listed if f.endswith(suffixes) and (REPO / f).is_file()]


def product_files() -> list[Path]:
    """Return our modules; a migration is generated history, written once and never edited."""
    ours = [p for p in tracked(".py") if p.relative_to(REPO).parts[0] in PACKAGES]
    return [p for p in ours if "versions" not in p.parts]


def limit(file: Path) -> int:
    # rows.py is one list of records, a table each: splitting it would only hide half of them
    return 400 if file.match("models/domain/rows.py") else MAX_FILE


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count lines of statements: a docstring is not code."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def functions() -> list[tuple[str, int]]:
    found = []
    for file in product_files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((f"{file.relative_to(REPO)}:{node.name}", code_lines(node)))
    return found


def test_functions_are_short() -> None:
    sizes = functions()
    lengths = sorted(length for _, length in sizes)

    assert [one for one in sizes if one[1] > MAX_FUNCTION] == []
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert lengths[int(len(lengths) * 0.9)] <= P90_FUNCTION


def test_files_are_short_and_named_by_what_they_hold() -> None:
    long = {str(f): n for f in product_files() if (n := len(f.read_text().splitlines())) > limit(f)}
    named = [f for f in product_files() if f.stem in {"utils", "helpers", "common", "misc"}]

    assert long == {}
    assert named == []


def test_the_core_is_pure() -> None:
    impure = [
        f"{file.relative_to(REPO)}:{number}"
        for file in product_files()
        if file.relative_to(REPO).parts[0] == "models"
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if DATES.search(line)
    ]
    assert impure == []


def test_only_settings_reads_the_environment() -> None:
    # session.py sets what Spark's workers inherit; the stack passes its own on to its children
    may = {"infra/settings.py", "jobs/session.py", "infra/stack.py", "infra/processes.py"}
    may |= {"infra/torchserve.py", "infra/demo/world.py", "infra/children.py"}
    readers = {
        str(file.relative_to(REPO))
        for file in product_files()
        if re.search(r"os\.environ|os\.getenv|getenv\(", file.read_text())
    }
    assert readers - may == set()


def test_no_python_udf_in_batch_jobs() -> None:
    may = ("jobs/sources", "jobs/dealing", "jobs/rebuild", "jobs/training_set")
    users = [
        str(file.relative_to(REPO))
        for file in product_files()
        if file.relative_to(REPO).parts[0] == "jobs"
        and re.search(r"\budf\b|pandas_udf|mapInArrow|applyInArrow", file.read_text())
    ]
    assert [u for u in users if not u.startswith(may)] == []


@pytest.mark.parametrize("marker", ["TODO", "FIXME", "XXX", "NotImplementedError", "placeholder"])
def test_nothing_is_left_for_later(marker: str) -> None:
    found = [str(f) for f in product_files() if re.search(rf"\b{marker}\b", f.read_text())]
    assert found == []


def test_no_address_and_no_path_of_a_machine() -> None:
    address = re.compile(r"index-url|find-links|https?://(?!127\.0\.0\.1|localhost|www\.apache)")
    lists = re.compile(r"(\.lock|pom\.xml|requirements[^/]*|settings\.xml)$")
    with_address = [
        f for f in tracked("") if lists.search(f.name) and address.search(f.read_text())
    ]
    parent = f"{REPO.parent}/"
    with_path = [
        f for f in tracked(".py", ".md", ".toml", ".sh", "Makefile") if parent in f.read_text()
    ]

    assert with_address == []
    assert with_path == []
