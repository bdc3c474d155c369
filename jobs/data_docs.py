"""Data Docs of the newest validations: `python -m jobs.data_docs`, to `<state>/data_docs`."""

import time

from expectations.docs import render
from infra.settings import settings
from jobs.contracts import validations
from jobs.facts import emit


def main() -> None:
    """Render what the suites found as static pages."""
    chosen, began = settings(), time.monotonic()
    site = chosen.state / "data_docs"
    shown = render(validations(chosen), site)
    facts = {"results": shown, "seconds": round(time.monotonic() - began, 1)}
    emit("data_docs", facts | {"index": str(site / "index.html")}, chosen)


if __name__ == "__main__":
    main()
