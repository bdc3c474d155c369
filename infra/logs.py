"""The log of a process: JSON lines on stderr; stdout is for its facts."""

import logging
import sys

import structlog


def log_to_stderr(least: int = logging.INFO) -> None:
    """Set up logging from a level on; `main` calls this once."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,  # the id of an API request
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        # looked up at each line: whoever replaces stderr gets the log too
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
