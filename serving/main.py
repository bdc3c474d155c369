"""Run the API: `python -m serving.main`."""

import logging
import sys

import structlog
import typer

from infra.settings import settings
from serving.app import create_app


def main() -> None:
    """Run the command."""
    typer.run(_serve)


def _serve() -> None:
    import uvicorn

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    chosen = settings()
    uvicorn.run(
        create_app(chosen),
        host=chosen.api_host,
        port=chosen.api_port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
