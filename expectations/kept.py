"""What the suites found, kept: a folder a run, a JSON file a table, nothing of any person.

Great Expectations' own results, of which only what cannot hold a value of a row is kept: names of
columns, limits, counts. A key names a person too, so rows are named on the terminal alone.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

NEWEST = 30
"""Runs that are kept."""
COUNTS = ("element_count", "unexpected_count", "unexpected_percent", "missing_count")
SHARE = "expect_column_proportion_of_non_null_values_to_be_between"
NAME = re.compile(r"[a-z_]+-\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """One run's folder below `root`: the same job at the same time writes the same one."""

    root: Path
    job: str
    as_of: datetime

    @property
    def run(self) -> str:
        """Return its name, `lake-20260930T030000Z`."""
        return f"{self.job}-{self.as_of:%Y%m%dT%H%M%SZ}"

    def write(self, path: str, result: Mapping[str, Any]) -> None:
        """Replace a table's result and forget all but the newest runs."""
        folder = self.root / self.run
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / ".new"
        draft.write_text(json.dumps({"table": path, "run": self.run, "result": result}, indent=1))
        draft.replace(folder / f"{path.replace('/', '.')}.json")
        folder.touch()
        for old in runs(self.root)[NEWEST:]:
            shutil.rmtree(old, ignore_errors=True)


def runs(root: Path) -> list[Path]:
    """Return the folders of the runs, the latest written first."""
    folders = [one for one in root.glob("*/") if NAME.fullmatch(one.name)]
    return sorted(folders, key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True)


def results(run: Path) -> Iterator[dict[str, Any]]:
    """Yield what `Kept.write` wrote of a run, in the order of the tables' names."""
    for file in sorted(run.glob("*.json")):
        yield json.loads(file.read_text())


def stripped(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a suite's result as JSON values without anything that came out of a row."""
    told = [_stripped(one) for one in result["results"]]
    held = sum(one["success"] for one in told)
    return {
        "suite_name": result["suite_name"],
        "success": result["success"],
        "statistics": {
            "evaluated_expectations": len(told),
            "successful_expectations": held,
            "unsuccessful_expectations": len(told) - held,
            "success_percent": 100.0 * held / len(told) if told else None,
        },
        "meta": {},
        "results": told,
    }


def _stripped(one: Mapping[str, Any]) -> dict[str, Any]:
    config, detail = one["expectation_config"], one.get("result") or {}
    counts = {name: detail[name] for name in COUNTS if name in detail}
    if config["type"] == SHARE and "observed_value" in detail:
        counts["observed_value"] = detail["observed_value"]
    kwargs = {name: value for name, value in config["kwargs"].items() if name != "batch_id"}
    raised = bool((one.get("exception_info") or {}).get("raised_exception"))
    # an engine's message may quote the value it fell over: the terminal has it
    error = {"raised_exception": raised, "exception_message": None, "exception_traceback": None}
    return {
        "success": bool(one["success"]),
        "expectation_config": {**config, "kwargs": kwargs, "meta": {}},
        "result": counts,
        "meta": {},
        "exception_info": error,
    }
