"""Run the suites on frames, keep what they found, and stop the run when a critical one fails."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from expectations.extremes import decided, extremes, measured
from expectations.kept import SHARE, Kept, stripped
from expectations.suites import SUITES, VIEWS
from models.domain.tables import TABLES

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

log = structlog.get_logger()

KEYS = {table.path: list(table.key) for table in TABLES}
SHOWN, MOST = 3, 300
"""Rows named of each failure; characters of an error of the validator itself."""
# names the rows by their key, at most twenty of each
NAMED = {"result_format": "SUMMARY"}
COUNTED = {"result_format": "BASIC", "partial_unexpected_count": 0}


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold."""

    table: str
    expectation: str
    column: str
    observed: str
    severity: str = "critical"


@dataclass(frozen=True, slots=True)
class Validated:
    """What held, and what did not but stops nobody."""

    held: Mapping[str, int] = field(default_factory=dict)
    """Expectations by table."""
    warnings: tuple[Failure, ...] = ()


class SuiteFailed(RuntimeError):
    """A critical expectation does not hold: the next layer must not read these tables."""

    def __init__(self, failures: list[Failure]) -> None:
        self.failures = failures
        lines = [f"{f.table}: {f.expectation}({f.column}) {f.observed}" for f in failures]
        super().__init__("expectations failed:\n" + "\n".join(lines))


def validate(frames: Mapping[str, Any], kept: Kept | None = None) -> Validated:
    """Check every frame (Spark's or pandas') that has a suite; keep each table's result.

    Raises SuiteFailed with every critical expectation that does not hold.
    """
    checker = _Checker()
    held: dict[str, int] = {}
    failures: list[Failure] = []
    for path in [path for path in frames if path in SUITES]:
        result, broken = checker.check(path, frames[path])
        held[path] = len(result["results"]) - len(broken)
        failures += broken
        log.info("validated", table=path, held=held[path], of=len(result["results"]))
        if kept:
            kept.write(path, result)
    critical = [one for one in failures if one.severity == "critical"]
    if critical:
        raise SuiteFailed(critical)
    return Validated(held, tuple(failures))


class _Checker:
    """Great Expectations without a project folder."""

    def __init__(self) -> None:
        import great_expectations as gx

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._sources: Any = context.data_sources

    def check(self, path: str, frame: Any) -> tuple[dict[str, Any], list[Failure]]:
        """Return a table's result without values of rows, and what does not hold."""
        seen = VIEWS[path](frame) if path in VIEWS else frame
        batch, suite = self._batch(path, seen), SUITES[path]()
        columns = measured(path, suite)
        rows = [one for one in suite if not decided(one, columns)]
        result = _run(batch, path, rows, "BOOLEAN_ONLY")
        if columns:
            few = self._batch(f"{path} extremes", extremes(path, frame, columns))
            for form, some in _by_form([one for one in suite if decided(one, columns)]):
                result["results"] += _run(few, path, some, form)["results"]
        return _told(path, batch, result)

    def _batch(self, name: str, frame: Any) -> Any:
        asset = self._source(
            "spark" if hasattr(frame, "sparkSession") else "pandas"
        ).add_dataframe_asset(name)
        definition = asset.add_batch_definition_whole_dataframe("all")
        return definition.get_batch({"dataframe": frame})

    def _source(self, kind: str) -> Any:
        # naming Spark starts a JVM, which records do not need
        if kind not in self._sources.all():
            getattr(self._sources, f"add_{kind}")(kind)
        return self._sources.get(kind)


def _by_form(ranges: "list[Expectation]") -> "Iterator[tuple[Any, list[Expectation]]]":
    """Yield what only needs a yes or no, and the shares: "of nobody" has no rows to name."""
    yield "BOOLEAN_ONLY", [one for one in ranges if one.expectation_type != SHARE]
    yield COUNTED, [one for one in ranges if one.expectation_type == SHARE]


def _run(batch: Any, path: str, suite: "list[Expectation]", form: Any) -> dict[str, Any]:
    """Return what holds of a suite, as far as possible in one pass over the rows."""
    import great_expectations as gx

    whole = gx.ExpectationSuite(name=path, expectations=suite)
    found = batch.validate(whole, result_format=form)
    return {**found.to_json_dict(), "results": list(found.results)}


def _told(path: str, batch: Any, result: dict[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
    """Ask again about what failed without a word: which rows when it is critical, else how many."""
    told, failures = [], []
    for one in result["results"]:
        shown = one if one.success or one.result else _again(path, batch, one)
        told.append(shown.to_json_dict())
        if not one.success:
            failures.append(_failure(path, shown))
    return stripped({**result, "results": told, "success": not failures}), failures


def _again(path: str, batch: Any, one: Any) -> Any:
    config = one.expectation_config
    named = {**NAMED, "unexpected_index_column_names": KEYS[path]}
    form = named if config.severity == "critical" else COUNTED
    return batch.validate(config.to_domain_obj(), result_format=form)


def _failure(path: str, result: Any) -> Failure:
    config, detail = result.expectation_config, result.result
    observed = _observed(detail) if detail else str(result.exception_info)[:MOST]
    severity = getattr(config.severity, "value", config.severity)
    return Failure(path, config.type, _columns(config.kwargs), observed, severity)


def _columns(kwargs: Mapping[str, Any]) -> str:
    single = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return ", ".join(single or kwargs.get("column_list", ["-"]))


def _observed(detail: Mapping[str, Any]) -> str:
    if "unexpected_count" not in detail:
        return f"observed {detail.get('observed_value')}"
    words = f"{detail['unexpected_count']} of {detail['element_count']} rows"
    rows = detail.get("partial_unexpected_index_list") or []
    examples = (" ".join(f"{name}={value}" for name, value in row.items()) for row in rows[:SHOWN])
    return "; ".join([words, *examples])
