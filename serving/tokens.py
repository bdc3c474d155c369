"""Print a token: `python -m serving.tokens --scope ops`."""

from datetime import timedelta
from typing import Annotated, cast

import typer

from infra.settings import settings
from serving.auth import Scope, Tokens
from serving.secret import secret_of


def main() -> None:
    """Run the command."""
    typer.run(_print)


def _print(
    scope: Annotated[list[str], typer.Option(help="athlete, coach or ops; repeat for several")],
    subject: Annotated[
        str, typer.Option(help="a user_id, or the name of an operator")
    ] = "operator",
    days: Annotated[float, typer.Option(help="how long the token lives")] = 1.0,
) -> None:
    unknown = sorted(set(scope) - {"athlete", "coach", "ops"})
    if unknown:
        raise typer.BadParameter(f"unknown scope {unknown[0]!r}: athlete, coach or ops")
    tokens = Tokens(secret_of(settings()))
    print(tokens.issue(subject, cast(list[Scope], scope), lifetime=timedelta(days=days)))


if __name__ == "__main__":
    main()
