"""Data Docs: the kept results as Great Expectations' own static pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations.kept import results, runs

SITE = "lake"
SHOWN = 3
"""Runs that get pages; a page of 450 expectations takes a second."""


def render(validations: Path, site: Path) -> int:
    """Write the newest runs' pages below `site` (`index.html`); return how many results they show.

    The pages fetch styles from other hosts, so our own pages don't serve them.
    """
    context = _context(site)
    found = [one for run in runs(validations)[:SHOWN] for one in results(run)]
    for one in found:
        _store(context, one)
    context.build_data_docs(site_names=[SITE])
    return len(found)


def _context(site: Path) -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    context.variables.data_docs_sites = {}
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    config = {
        "class_name": "SiteBuilder",
        "store_backend": backend,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.add_data_docs_site(SITE, config)
    return context


def _store(context: Any, kept: dict[str, Any]) -> None:
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResultSchema,
    )
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    name = kept["table"].replace("/", ".")
    at = datetime.strptime(kept["run"].rsplit("-", 1)[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    run = RunIdentifier(run_name=kept["run"], run_time=at)
    found = ExpectationSuiteValidationResultSchema().load(
        {
            **kept["result"],
            "meta": {"run_id": {"run_name": run.run_name, "run_time": at.isoformat()}},
        }
    )
    context.validation_results_store.store_validation_results(
        found, ValidationResultIdentifier(ExpectationSuiteIdentifier(name), run, name)
    )
