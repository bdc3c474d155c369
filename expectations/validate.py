"""Run the suites on frames and stop the run when one fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from expectations.suites import SUITES, VIEWS
from models.domain.tables import TABLES

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation
    from pyspark.sql import DataFrame

log = structlog.get_logger()

KEYS = {table.path: list(table.key) for table in TABLES}
SHOWN, MOST = 3, 300
"""Rows named of each failure; characters of an error of the validator itself."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold."""

    table: str
    expectation: str
    column: str
    observed: str


class SuiteFailed(RuntimeError):
    """At least one expectation does not hold: the next layer must not read these tables."""

    def __init__(self, failures: list[Failure]) -> None:
        self.failures = failures
        lines = [f"{f.table}: {f.expectation}({f.column}) {f.observed}" for f in failures]
        super().__init__("expectations failed:\n" + "\n".join(lines))


def validate(frames: "Mapping[str, DataFrame]") -> dict[str, int]:
    """Check every frame that has a suite; return how many expectations held, by table.

    Raises SuiteFailed with every expectation that does not hold.
    """
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_spark("lake")
    held: dict[str, int] = {}
    failures: list[Failure] = []
    for path in [path for path in frames if path in SUITES]:
        suite = SUITES[path]()
        broken = _broken(_batch(source, path, frames[path]), path, suite)
        held[path] = len(suite) - len(broken)
        failures += broken
        log.info("validated", table=path, held=held[path], of=len(suite))
    if failures:
        raise SuiteFailed(failures)
    return held


def _batch(source: Any, path: str, frame: "DataFrame") -> Any:
    asset = source.add_dataframe_asset(path)
    definition = asset.add_batch_definition_whole_dataframe("all")
    seen = VIEWS[path](frame) if path in VIEWS else frame
    return definition.get_batch({"dataframe": seen})


def _broken(batch: Any, path: str, expectations: "list[Expectation]") -> list[Failure]:
    """Return what does not hold: yes or no in one pass, examples only of what failed."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name=path, expectations=expectations)
    result = batch.validate(suite, result_format="BOOLEAN_ONLY")
    failed = [one.expectation_config.to_domain_obj() for one in result.results if not one.success]
    # names the rows by their key, at most twenty of each
    named = {"result_format": "SUMMARY", "unexpected_index_column_names": KEYS[path]}
    return [_failure(path, batch.validate(one, result_format=named)) for one in failed]


def _failure(path: str, result: Any) -> Failure:
    config, detail = result.expectation_config, result.result
    observed = _observed(detail) if detail else str(result.exception_info)[:MOST]
    return Failure(path, config.type, _columns(config.kwargs), observed)


def _columns(kwargs: Mapping[str, Any]) -> str:
    single = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return ", ".join(single or kwargs.get("column_list", ["-"]))


def _observed(detail: Mapping[str, Any]) -> str:
    words = f"{detail['unexpected_count']} of {detail['element_count']} rows"
    rows = detail.get("partial_unexpected_index_list") or []
    examples = (" ".join(f"{name}={value}" for name, value in row.items()) for row in rows[:SHOWN])
    return "; ".join([words, *examples])
