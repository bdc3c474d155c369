"""`python -m jobs.lake`: which days its options name, and what it refuses before Spark starts."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from expectations.validate import Failure, SuiteFailed
from infra.settings import Settings
from jobs import lake
from jobs.contracts import FAILED
from jobs.landing import Landing
from jobs.regions import EVERYTHING, Region

AS_OF = "2026-10-05T03:00:00Z"
TIME = datetime(2026, 10, 5, 3, tzinfo=UTC)
FACTS: dict[str, Any] = {"warnings": {"gold/daily_features": ["steps_7d"]}}


class Asked:
    """What the command hands over to `build`."""

    def __init__(self) -> None:
        self.calls: list[tuple[Landing, datetime, Region | None]] = []
        self.failure: SuiteFailed | None = None

    def build(self, _: Any, __: Settings, landing: Landing, *rest: Any) -> dict[str, Any]:
        self.calls.append((landing, *rest))
        if self.failure:
            raise self.failure
        return FACTS


@pytest.fixture
def asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    @contextlib.contextmanager
    def no_spark(*_: Any) -> Iterator[None]:
        yield

    one = Asked()
    monkeypatch.setattr(lake, "build", one.build)
    monkeypatch.setattr(lake, "spark_session", no_spark)
    monkeypatch.setenv("FITLOOP_STATE", str(settings.state))
    lake.settings.cache_clear()
    yield one
    lake.settings.cache_clear()


def ran(*words: str) -> Result:
    app = typer.Typer()
    app.command()(lake.main)
    return CliRunner().invoke(app, ["--as-of", AS_OF, *words])


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ((), None),
        (("--full",), EVERYTHING),
        (
            ("--first", "2026-09-01", "--last", "2026-09-03"),
            Region(None, date(2026, 9, 1), date(2026, 9, 3)),
        ),
        (
            ("--first", "2026-09-03", "--last", "2026-09-03"),
            Region(None, date(2026, 9, 3), date(2026, 9, 3)),
        ),
        # up to the day it is built as of
        (("--first", "2026-10-01"), Region(None, date(2026, 10, 1), date(2026, 10, 5))),
    ],
)
def test_options_name_the_days_that_are_built(
    words: tuple[str, ...], days: Region | None, asked: Asked, settings: Settings
) -> None:
    done = ran(*words)

    assert done.exit_code == 0, done.output
    assert asked.calls == [(Landing(settings.state / "landing"), TIME, days)]
    assert '"steps_7d"' in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--first", "yesterday"), "a day is written like 2026-10-01"),
        (("--first", "2026-02-30"), "a day is written like 2026-10-01"),
        (("--first", "2026-09-01", "--last", "31.9.2026"), "a day is written like 2026-10-01"),
        (("--first", "2026-09-03", "--last", "2026-09-01"), "--last 2026-09-01 is before --first"),
        (("--first", "2026-10-06"), "--last 2026-10-05 is before --first"),
        (("--last", "2026-09-01"), "--last needs --first"),
        (("--full", "--first", "2026-09-01"), "leave --first and --last out"),
        (("--full", "--last", "2026-09-01"), "leave --first and --last out"),
        (("--folder", "u1=/no/such/place"), "is not USER_ID=PATH"),
        (("--folder", "u1"), "is not USER_ID=PATH"),
        (("--as-of", "yesterday"), "--as-of: Invalid isoformat string"),
        (("--as-of", "2026-10-05T03:00:00"), "--as-of needs a time with a zone"),
    ],
)
def test_what_names_no_days_is_refused_before_anything_starts(
    words: tuple[str, ...], told: str, asked: Asked
) -> None:
    done = ran(*words)

    assert done.exit_code == 2
    # the terminal breaks lines and frames them
    assert told in " ".join(done.output.replace("\u2502", " ").split())
    assert asked.calls == []


def test_a_suite_that_fails_ends_the_command_with_what_failed(asked: Asked) -> None:
    failure = Failure("silver/workouts", "expect_column_values_to_not_be_null", "day", "1 of 9")
    asked.failure = SuiteFailed([failure])
    done = ran()

    assert done.exit_code == FAILED
    assert "silver/workouts" in done.output
    assert done.stdout == ""
