"""The table of imports (design.md 2) is a test, not a wish."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import REPO

OURS = {"models", "jobs", "streaming", "feature_repo", "serving", "expectations", "dags", "infra"}
COMMAND_LINE = {"typer", "rich"}

MAY_IMPORT_OURS: dict[str, set[str]] = {
    "models": set(),
    "infra": set(),
    "expectations": {"models"},
    "feature_repo": {"models"},
    "jobs": {"models", "infra", "expectations"},
    "streaming": {"models", "infra", "jobs.session", "jobs.tables"},
    "serving": {"models", "infra"},
    "dags": set(),
}
MAY_IMPORT_THIRD: dict[str, set[str]] = {
    "models": {"numpy", "scipy", "sklearn", "torch", "annotated_types", "opendp"},
    # typeguard: only to keep it from rewriting feast (decision 0018)
    "infra": {"pydantic", "pydantic_settings", "structlog", "httpx", "tenacity", "typeguard"},
    # bounds stand in annotations; extremes and small tables are pandas frames (decision 0021)
    "expectations": {"great_expectations", "pyspark", "structlog", "annotated_types", "pandas"},
    "feature_repo": {"feast"},
    "jobs": {
        *("numpy", "pandas", "pyarrow", "pyspark", "delta", "deltalake", "feast", "mlflow"),
        *("lxml", "matplotlib", "confluent_kafka", "structlog", "httpx"),
        # Oura's API; authlib's client is one of httpx2 (decision 0017)
        *("authlib", "httpx2", "tenacity"),
    },
    "streaming": {
        *("numpy", "pyarrow", "structlog", "pyspark", "delta", "deltalake", "feast", "redis"),
        # feast takes what it writes online as a pandas frame, and nothing else (decision 0002)
        *("confluent_kafka", "prometheus_client", "pandas"),
    },
    "dags": {"airflow", "pendulum"},
}
SERVING_NEVER = {"pyspark", "delta", "deltalake", "mlflow", "airflow"}
HANDLER_THIRD = {"torch", "numpy"}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or ""
            # `from jobs import session` imports jobs.session
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(package: str) -> list[Path]:
    return sorted(p for p in (REPO / package).rglob("*.py") if "notebooks" not in p.parts)


def refused(package: str, name: str, *, handler: bool) -> bool:
    top = name.split(".")[0]
    if top == package or top in sys.stdlib_module_names or top == "__future__":
        return False
    if top in OURS:
        allowed = {"models"} if handler else MAY_IMPORT_OURS[package]
        return not any(name == one or name.startswith(f"{one}.") or one == top for one in allowed)
    if handler:
        return top not in HANDLER_THIRD
    if package == "serving":
        return top in SERVING_NEVER
    return top not in MAY_IMPORT_THIRD[package] | (COMMAND_LINE if package != "dags" else set())


@pytest.mark.parametrize("package", sorted(OURS))
def test_imports_follow_the_table(package: str) -> None:
    wrong = [
        f"{file.relative_to(REPO)} imports {name}"
        for file in files(package)
        for name in imports(file)
        if not ours_as_module(name, file)
        and refused(package, name, handler=file == REPO / "serving" / "handler.py")
    ]
    assert wrong == []


def ours_as_module(name: str, file: Path) -> bool:
    """`from jobs import X` yields both `jobs` and `jobs.X`: the bare package says nothing."""
    return name in OURS and file.parts[len(REPO.parts)] != "handler.py"


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("models", "pyspark.sql"),
        ("models", "infra.settings"),
        ("serving", "jobs.lake"),
        ("serving", "mlflow"),
        ("streaming", "jobs.lake"),
        ("dags", "jobs.lake"),
        ("jobs", "fastapi"),
    ],
)
def test_the_table_refuses(package: str, name: str) -> None:
    assert refused(package, name, handler=False)


def test_only_privacy_draws_noise() -> None:
    users = [file for file in files("models") if "opendp" in set(top_levels(file))]

    assert {file.parent.name for file in users} == {"privacy"}


def top_levels(file: Path) -> Iterator[str]:
    return (name.split(".")[0] for name in imports(file))


def test_top_level_holds_what_the_design_lists() -> None:
    allowed = OURS | {"tests", "README.md", "pyproject.toml", "Makefile", "requirements.lock"}
    allowed |= {"CHANGELOG.md", "LICENSE", "fitloop.egg-info", "build", "dist"}
    found = {p.name for p in REPO.iterdir() if not p.name.startswith(".")}
    assert found - allowed == set()


def test_our_names_resolve_inside_the_checkout() -> None:
    from importlib.metadata import packages_distributions
    from importlib.util import find_spec

    for name in OURS - {"dags", "feature_repo"}:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).is_relative_to(REPO), spec.origin
        assert set(packages_distributions().get(name, ["fitloop"])) == {"fitloop"}
