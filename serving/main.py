"""Run the API: `python -m serving.main`."""

import typer

from infra.logs import log_to_stderr
from infra.settings import settings
from serving.app import create_app


def main() -> None:
    """Run the command."""
    typer.run(_serve)


def _serve() -> None:
    import uvicorn

    log_to_stderr()
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
