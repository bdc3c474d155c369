"""Run the suites on frames and stop the run when one fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from expectations.suites import SUITES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

log = structlog.get_logger()


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
        result = _run(source, path, frames[path])
        held[path] = sum(one.success for one in result.results)
        failures += [_failure(path, one) for one in result.results if not one.success]
        log.info("validated", table=path, held=held[path], of=len(result.results))
    if failures:
        raise SuiteFailed(failures)
    return held


def _run(source: Any, path: str, frame: "DataFrame") -> Any:
    import great_expectations as gx

    asset = source.add_dataframe_asset(path)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name=path, expectations=SUITES[path]())
    return batch.validate(suite, result_format="BASIC")


def _failure(path: str, result: Any) -> Failure:
    config = result.expectation_config
    column = config.kwargs.get("column") or config.kwargs.get("column_list") or "-"
    detail = result.result or result.exception_info
    share = detail.get("unexpected_percent") if isinstance(detail, dict) else None
    observed = f"{share:.2f} % outside" if share is not None else str(detail)[:300]
    examples = detail.get("partial_unexpected_list") if isinstance(detail, dict) else None
    if examples:
        observed += f", such as {examples[:3]}"
    return Failure(path, config.type, str(column), observed)
